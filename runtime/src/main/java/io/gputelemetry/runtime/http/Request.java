package io.gputelemetry.runtime.http;

import java.io.InputStream;

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
   * The body as it arrives; what is not read here slows the sender down. Reading it throws {@link
   * ProblemException}: 413 beyond what is declared, 408 when nothing comes for too long.
   *
   * @throws ProblemException 411 if a length is needed and was not sent
   * @throws IllegalStateException if the operation declares none that is streamed
   */
  InputStream stream();

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
