package io.gputelemetry.runtime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An operation: route, parameters, answer and handler in one value. The router and the OpenAPI
 * document are both made of it.
 *
 * @param method {@code GET} (which serves {@code HEAD}, too), {@code POST}, {@code PUT}, {@code
 *     DELETE}
 * @param path with parameters in braces, for example {@code /api/v1/gpus/{id}}
 * @param id the operationId
 * @param docs what the document says beside
 * @param params all that the handler may read
 * @param content the body it takes, if any
 * @param statuses of its own answers, the usual one first
 * @param errors statuses it can answer with a problem, beside 400
 * @param mediaType of the answer
 * @param type record of a JSON answer; empty for bytes
 * @param access who may call it
 * @param handler answers the request
 */
public record Operation(
    String method,
    String path,
    String id,
    Docs docs,
    List<Param<?>> params,
    Optional<Content> content,
    List<Integer> statuses,
    List<Integer> errors,
    String mediaType,
    Optional<Class<?>> type,
    Access access,
    Function<Request, ? extends Reply<?>> handler) {

  /** The status of an answer without a body. */
  static final int NO_CONTENT = 204;

  /**
   * What the document says about an operation.
   *
   * @param summary one line
   * @param description more, in Markdown; may be empty
   * @param tag the group it is shown in
   * @param listed false for pages and their parts, which the document leaves out
   */
  public record Docs(String summary, String description, String tag, boolean listed) {}

  /**
   * Who may call an operation.
   *
   * @param open whether anyone may
   * @param roles of which a token must have one; none means that every token of the listener will
   *     do
   */
  public record Access(boolean open, List<String> roles) {
    /** Whoever has a token of the listener, if it has any. */
    public static final Access TOKEN = new Access(false, List.of());

    /** Anyone: it tells nothing about data. */
    public static final Access OPEN = new Access(true, List.of());

    public Access {
      roles = List.copyOf(roles);
    }

    /** Whoever has a token with one of these roles, if the listener has any token. */
    public static Access oneOf(List<String> roles) {
      return new Access(false, roles);
    }
  }

  public Operation {
    params = List.copyOf(params);
    statuses = List.copyOf(statuses);
    errors = List.copyOf(errors);
  }

  /** An operation that reads. */
  public static Builder get(String path, String id, String summary) {
    return new Builder("GET", path, id, summary);
  }

  /** An operation that changes something. */
  public static Builder post(String path, String id, String summary) {
    return new Builder("POST", path, id, summary);
  }

  /** An operation that puts something in place, however often it is called. */
  public static Builder put(String path, String id, String summary) {
    return new Builder("PUT", path, id, summary);
  }

  /** An operation that takes something away. */
  public static Builder delete(String path, String id, String summary) {
    return new Builder("DELETE", path, id, summary);
  }

  /** The same operation under another path, with an operationId of its own. */
  public Operation alias(String otherPath, String otherId) {
    return new Operation(
        method, otherPath, otherId, docs, params, content, statuses, errors, mediaType, type,
        access, handler);
  }

  boolean isStreamed() {
    return content.map(Content::streamed).orElse(Boolean.FALSE);
  }

  /** The same operation for others. */
  public Operation withAccess(Access who) {
    return new Operation(
        method, path, id, docs, params, content, statuses, errors, mediaType, type, who, handler);
  }

  /** An operation in the making. */
  public static final class Builder {
    private final String method;
    private final String path;
    private final String id;
    private Docs docs;
    private Access access = Access.TOKEN;
    private final List<Param<?>> params = new ArrayList<>();
    private Optional<Content> content = Optional.empty();
    private List<Integer> statuses = List.of(200);
    private final List<Integer> errors = new ArrayList<>();

    private Builder(String method, String path, String id, String summary) {
      this.method = method;
      this.path = path;
      this.id = id;
      this.docs = new Docs(summary, "", "operations", true);
    }

    /** More than the summary, in Markdown. */
    public Builder description(String text) {
      docs = new Docs(docs.summary(), text, docs.tag(), docs.listed());
      return this;
    }

    /** The group that the document shows it in. */
    public Builder tag(String tag) {
      docs = new Docs(docs.summary(), docs.description(), tag, docs.listed());
      return this;
    }

    /** The document leaves it out: a page or a part of one. */
    public Builder unlisted() {
      docs = new Docs(docs.summary(), docs.description(), docs.tag(), false);
      return this;
    }

    /** What the handler may read. */
    public Builder params(Param<?>... declared) {
      params.addAll(List.of(declared));
      return this;
    }

    /** The body it takes. */
    public Builder accepts(Content body) {
      content = Optional.of(body);
      return this;
    }

    /** Who may call it; with the listener's token if not said. */
    public Builder access(Access who) {
      access = who;
      return this;
    }

    /** Statuses of its own answers, the usual one first; 200 if not said. */
    public Builder statuses(Integer... own) {
      statuses = List.of(own);
      return this;
    }

    /** Statuses that it can answer with a problem, beside 400. */
    public Builder errors(Integer... problems) {
      errors.addAll(List.of(problems));
      return this;
    }

    /** Answers JSON with the usual status. */
    public <T> Operation json(Class<T> type, Function<Request, T> handler) {
      int usual = statuses.getFirst();
      return jsonReply(type, request -> Reply.of(usual, handler.apply(request)));
    }

    /** Answers JSON with a status and headers that the handler chooses. */
    public <T> Operation jsonReply(Class<T> type, Function<Request, Reply<T>> handler) {
      return build("application/json", Optional.of(type), handler);
    }

    /** Answers JSON with the usual status, or 204 when there is nothing to answer. */
    public <T> Operation jsonOrNothing(Class<T> type, Function<Request, Optional<T>> handler) {
      int usual = statuses.getFirst();
      statuses = List.of(usual, NO_CONTENT);
      return build(
          "application/json", Optional.of(type), request -> reply(usual, handler.apply(request)));
    }

    private static <T> Reply<?> reply(int usual, Optional<T> body) {
      return body.isPresent() ? Reply.of(usual, body.get()) : Reply.of(NO_CONTENT, Reply.NOTHING);
    }

    /** Answers bytes with the usual status. */
    public Operation bytes(String mediaType, Function<Request, Reply.Body> handler) {
      int usual = statuses.getFirst();
      return bytesReply(mediaType, request -> Reply.of(usual, handler.apply(request)));
    }

    /** Answers bytes with a status and headers that the handler chooses. */
    public Operation bytesReply(String mediaType, Function<Request, Reply<Reply.Body>> handler) {
      return build(mediaType, Optional.empty(), handler);
    }

    /** Answers without a body, usually with 204. */
    public Operation nothing(Function<Request, Reply<Reply.Body>> handler) {
      return build("", Optional.empty(), handler);
    }

    private Operation build(
        String mediaType, Optional<Class<?>> type, Function<Request, ? extends Reply<?>> handler) {
      return new Operation(
          method, path, id, docs, params, content, statuses, errors, mediaType, type, access,
          handler);
    }
  }
}
