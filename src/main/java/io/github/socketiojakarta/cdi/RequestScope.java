package io.github.socketiojakarta.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;

/**
 * Makes the request scope active for the time of a call; managed threads have none of their own.
 * Safe for use by many threads.
 */
@Dependent
class RequestScope {

  @Inject Instance<RequestContextController> controllers;

  /** Makes a scope. */
  RequestScope() {}

  /**
   * Calls something in a request context: in the one that is active, else in a new one.
   *
   * @param <T> the result
   * @param task what to call
   * @return its result
   * @throws Exception what it throws
   */
  <T> T call(Callable<T> task) throws Exception {
    RequestContextController controller = controllers.get();
    try {
      boolean isOurs = controller.activate();
      try {
        return task.call();
      } finally {
        if (isOurs) {
          controller.deactivate();
        }
      }
    } finally {
      controllers.destroy(controller); // or this dependent object would live as long as we do
    }
  }
}
