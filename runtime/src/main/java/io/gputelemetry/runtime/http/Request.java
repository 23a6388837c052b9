package io.gputelemetry.runtime.http;

/** One request, as its operation declared it. Valid until the handler returns. */
public interface Request {
  /**
   * The value of a declared parameter. All declared parameters are parsed before the handler runs,
   * so an invalid one never gets here.
   *
   * @throws IllegalStateException if the operation does not declare it, so that the document cannot
   *     drift
   */
  <T> T get(Param<T> param);

  /**
   * The body.
   *
   * @throws ProblemException 413 if it is larger than declared
   * @throws IllegalStateException if the operation declares none
   */
  byte[] body();

  /**
   * The JSON body.
   *
   * @throws ProblemException 400 if it is not a document of this type
   * @throws IllegalStateException if the operation does not declare one of this type
   */
  <T> T json(Class<T> type);

  /** The content type of the body without its parameters, lower case; empty if none was sent. */
  String contentType();

  /** The path that was asked, as sent. */
  String path();
}
