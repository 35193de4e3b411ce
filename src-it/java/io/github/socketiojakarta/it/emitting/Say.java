package io.github.socketiojakarta.it.emitting;

import io.github.socketiojakarta.emitter.Emitter;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Emits a number to the crowd, and answers with its place in the stream. */
@WebServlet("/say")
public class Say extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject transient Emitter emitter;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int number = Integer.parseInt(request.getParameter("number"));
    try {
      Object offset =
          emitter
              .to("crowd")
              .emit("n", number)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS)
              .orElseThrow();
      response.getWriter().print(offset);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
