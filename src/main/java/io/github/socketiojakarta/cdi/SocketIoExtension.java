package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.Namespace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.UnproxyableResolutionException;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSyntheticBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Collects the beans with {@link SocketNamespace}, and the configuration. Every mistake in them
 * stops the deployment, all of them named at once: the methods' as definition errors, the
 * configuration's as a deployment problem.
 *
 * <p>The container calls it on one thread; afterwards it does not change.
 */
public class SocketIoExtension implements Extension {

  private static final System.Logger LOG = System.getLogger(SocketIoExtension.class.getName());

  private static final Set<Class<? extends Annotation>> SCOPES =
      Set.of(ApplicationScoped.class, Singleton.class);

  /** A bean as found, before its namespace is known. */
  private record Candidate(Bean<?> bean, String value, List<HandlerMethod> handlers) {}

  private final Set<String> mistakes = new TreeSet<>(); // a method may be seen twice
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<NamespaceBean> namespaceBeans = new ArrayList<>();
  private final Map<String, String> injected = new TreeMap<>(); // where, and what stands in @Of
  private final Roles roles = new Roles();
  private boolean hasAdapter;
  private Config values; // written once, after the beans were found
  private SocketIoConfig config; // written once, after the deployment was validated
  private final AtomicBoolean opening = new AtomicBoolean();

  /** Made by the container. */
  public SocketIoExtension() {}

  /** The beans that serve namespaces. */
  List<NamespaceBean> namespaceBeans() {
    return namespaceBeans;
  }

  /** Whether the application has an {@link Adapter} of its own. */
  boolean hasAdapter() {
    return hasAdapter;
  }

  /** Makes the name of a namespace from what stands in an annotation. */
  String namespaceName(String value) {
    return NamespaceName.resolve(value, values);
  }

  /**
   * Says that the server is about to be made.
   *
   * @return false if that is so already: a bean that the server needs has asked for the server, and
   *     the container knows no better than to begin again
   */
  boolean beginOpening() {
    return opening.compareAndSet(false, true);
  }

  /** The valid configuration. */
  SocketIoConfig config() {
    return config;
  }

  <X> void findType(
      @Observes @WithAnnotations(SocketNamespace.class) ProcessAnnotatedType<X> event) {
    Class<X> type = event.getAnnotatedType().getJavaClass();
    if (event.getAnnotatedType().isAnnotationPresent(SocketNamespace.class)) {
      String obstacle = obstacle(type);
      if (obstacle != null) {
        mistakes.add(
            type.getName()
                + ": has @SocketNamespace but "
                + obstacle
                + " and so cannot be a bean; allowed are concrete classes with a constructor"
                + " without parameters or with @Inject");
      }
    }
  }

  <X> void findAdapter(@Observes ProcessBean<X> event) {
    boolean isOurs = event instanceof ProcessSyntheticBean<X> bean && bean.getSource() == this;
    hasAdapter |= !isOurs && event.getBean().getTypes().contains(Adapter.class);
  }

  <X, T> void findRole(@Observes ProcessInjectionPoint<X, T> event) {
    InjectionPoint point = event.getInjectionPoint();
    roles.injected(point.getType(), String.valueOf(point.getMember()));
  }

  <X> void findInjection(@Observes ProcessInjectionPoint<X, Namespace> event) {
    InjectionPoint point = event.getInjectionPoint();
    ServerProducer.of(point)
        .ifPresent(value -> injected.put(String.valueOf(point.getMember()), value));
  }

  <X> void findBean(@Observes ProcessManagedBean<X> event) {
    AnnotatedType<X> annotated = event.getAnnotatedBeanClass();
    Class<?> type = annotated.getJavaClass();
    SocketNamespace namespace = annotated.getAnnotation(SocketNamespace.class);
    if (namespace == null) {
      HandlerParser.annotatedMethods(annotated)
          .forEach(
              method ->
                  mistakes.add(
                      HandlerMethod.describe(type, method.getJavaMember())
                          + ": is a handler, but its class serves no namespace; allowed are classes"
                          + " with @SocketNamespace"));
      return;
    }
    Bean<?> bean = event.getBean();
    if (!SCOPES.contains(bean.getScope())) {
      mistakes.add(
          type.getName()
              + ": is @"
              + bean.getScope().getSimpleName()
              + "; allowed are @ApplicationScoped (also without any scope) and @Singleton, as one"
              + " instance serves all sockets; what belongs to one socket goes into its data()");
    }
    if (!bean.getTypes().contains(type)) {
      mistakes.add(type.getName() + ": is not among its own @Typed types; allowed is to add it");
    }
    List<HandlerMethod> handlers = new HandlerParser(type, mistakes::add).parse(annotated);
    candidates.add(new Candidate(bean, namespace.value(), handlers));
    roles.serves(type);
  }

  void finish(@Observes AfterBeanDiscovery event) {
    values = ConfigProvider.getConfig();
    for (Candidate candidate : candidates) {
      try {
        String nsp = namespaceName(candidate.value());
        namespaceBeans.add(new NamespaceBean(candidate.bean(), nsp, candidate.handlers()));
      } catch (SocketIoException e) {
        mistakes.add(
            candidate.bean().getBeanClass().getName()
                + ": @SocketNamespace(\""
                + candidate.value()
                + "\"): "
                + e.getMessage());
      }
    }
    injected.forEach(this::checkInjection);
    checkAnswers();
    if (!mistakes.isEmpty()) {
      event.addDefinitionError(
          new DefinitionException(
              "mistakes in beans with @SocketNamespace:\n  " + String.join("\n  ", mistakes)));
    }
    candidates.clear();
    injected.clear();
    mistakes.clear();
    if (!hasAdapter) {
      event
          .<Adapter>addBean()
          .beanClass(ServerLifecycle.class)
          .types(Adapter.class, Object.class)
          .scope(Dependent.class)
          .produceWith(
              instances -> instances.select(ServerLifecycle.class).get().server().adapter());
    }
  }

  void configure(@Observes AfterDeploymentValidation event, BeanManager beans) {
    namespaceBeans.stream()
        .map(NamespaceBean::bean)
        .filter(bean -> bean.getScope() == ApplicationScoped.class)
        .forEach(bean -> checkProxy(event, beans, bean));
    try {
      config = SocketIoConfig.read(values);
      roles
          .problems(config, hasAdapter)
          .forEach(line -> event.addDeploymentProblem(new DeploymentException(line)));
    } catch (SocketIoException e) {
      event.addDeploymentProblem(new DeploymentException(e.getMessage(), e));
    }
    UnknownKeys.warnings(values, System.getenv()).forEach(line -> LOG.log(Level.WARNING, line));
  }

  /** CDI itself looks at proxies only where a bean is injected; ours may be nowhere. */
  private static void checkProxy(AfterDeploymentValidation event, BeanManager beans, Bean<?> bean) {
    try {
      new BeanReference(beans, bean).get();
    } catch (UnproxyableResolutionException e) {
      event.addDeploymentProblem(
          new DeploymentException(
              bean.getBeanClass().getName()
                  + ": cannot have a proxy; allowed are classes without final and with a constructor"
                  + " without parameters that is not private, or @Singleton: "
                  + e.getMessage(),
              e));
    }
  }

  private void checkInjection(String where, String value) {
    try {
      namespaceName(value);
    } catch (SocketIoException e) {
      mistakes.add(where + ": @Of(\"" + value + "\"): " + e.getMessage());
    }
  }

  /** Several beans may take one event, but only one of them can answer it. */
  private void checkAnswers() {
    Map<List<Object>, HandlerMethod> answering = new HashMap<>();
    for (NamespaceBean bean : namespaceBeans) {
      for (HandlerMethod handler : bean.handlers()) {
        if (!handler.kind().isEvent() || handler.answer() == Answer.EMPTY) {
          continue;
        }
        HandlerMethod other =
            answering.putIfAbsent(List.of(bean.nsp(), handler.kind(), handler.event()), handler);
        if (other != null) {
          mistakes.add(
              handler
                  + ": answers the event \""
                  + handler.event()
                  + "\" of "
                  + bean.nsp()
                  + ", and so does "
                  + other
                  + "; allowed is one answer, the other methods being void without Ack");
        }
      }
    }
  }

  private static String obstacle(Class<?> type) {
    if (type.isInterface()) {
      return "is an interface";
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      return "is abstract";
    }
    if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      return "is an inner class that is not static";
    }
    boolean hasConstructor =
        Arrays.stream(type.getDeclaredConstructors()).anyMatch(SocketIoExtension::isForInjection);
    return hasConstructor ? null : "has no constructor for CDI";
  }

  private static boolean isForInjection(Constructor<?> constructor) {
    return constructor.getParameterCount() == 0 || constructor.isAnnotationPresent(Inject.class);
  }
}
