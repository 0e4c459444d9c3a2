/**
 * Rises whenever the same attributes would give another summary or view, so that a workspace written by an older
 * version can be re-normalised from its raw attributes.
 */
export const normalizerVersion = 1
