/** What a receiver takes before it says no. Defaults are for one person's machine with several busy senders. */
export interface ReceiverLimits {
  /** Body after decompression; 64 MiB is what the OTLP specification recommends. */
  maxBodyBytes: number
  /** Bodies held at the same time, by all requests together. */
  maxInFlightBytes: number
  /** For the headers of an HTTP request to come in. */
  headersTimeoutMs: number
  /** For a whole HTTP request to come in. */
  requestTimeoutMs: number
  /** For requests under way when the receiver closes. */
  closeGraceMs: number
  maxConnections: number
}

const mebibyte = 1024 * 1024

export const defaultLimits: ReceiverLimits = {
  maxBodyBytes: 64 * mebibyte,
  maxInFlightBytes: 256 * mebibyte,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  closeGraceMs: 5_000,
  maxConnections: 512,
}
