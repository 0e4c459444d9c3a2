import * as z from 'zod'
import { PackageInfo } from './handover.ts'

export const WorkspaceInfo = z.object({
  path: z.string(),
  /** File name without `.assay`. */
  name: z.string(),
  workspaceId: z.string(),
  sizeBytes: z.number(),
  traceCount: z.number(),
  isReadOnly: z.boolean(),
  isSample: z.boolean(),
  createdAtMs: z.number(),
  /** Set when it is a package: someone handed it over to be labelled. */
  handover: PackageInfo.optional(),
})
export type WorkspaceInfo = z.infer<typeof WorkspaceInfo>

export const RecentWorkspace = z.object({
  path: z.string(),
  name: z.string(),
  openedAtMs: z.number(),
  exists: z.boolean(),
})
export type RecentWorkspace = z.infer<typeof RecentWorkspace>

export const DoctorFinding = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  message: z.string(),
})
/** What `assay doctor` says of a workspace file. `isHealthy` is false when any finding is an error. */
export const DoctorReport = z.object({
  path: z.string(),
  isHealthy: z.boolean(),
  schemaVersion: z.number(),
  counts: z.record(z.string(), z.number()),
  findings: z.array(DoctorFinding),
})
export type DoctorReport = z.infer<typeof DoctorReport>

/** One address a receiver listens on, or why it does not. */
export const ReceiverEndpoint = z.object({
  protocol: z.enum(['otlp-http', 'otlp-grpc', 'mlflow']),
  url: z.string(),
  isListening: z.boolean(),
  error: z.string().optional(),
  /** The port that was asked for and is taken, where another one is listened on instead. */
  takenPort: z.number().optional(),
})
export type ReceiverEndpoint = z.infer<typeof ReceiverEndpoint>

/** Something a sender did that was refused, and what to do about it. */
export const Rejection = z.object({
  atMs: z.number(),
  protocol: z.enum(['otlp-http', 'otlp-grpc', 'mlflow']),
  /** Stable code, such as `grpcOnHttpPort`, `unsupportedContentType`, `tooLarge`, `logsOnTracesPath`. */
  reason: z.string(),
  /** The newest one. */
  message: z.string(),
  count: z.number(),
  /** How many different messages had this reason, where more than one; counting ends at `mostMessages`. */
  messageCount: z.number().optional(),
})
export type Rejection = z.infer<typeof Rejection>

export const ReceiverStatus = z.object({
  endpoints: z.array(ReceiverEndpoint),
  counters: z.object({
    requests: z.number(),
    spans: z.number(),
    logs: z.number(),
    metrics: z.number(),
    rejectedRequests: z.number(),
    rejectedSpans: z.number(),
    bytes: z.number(),
  }),
  lastReceivedAtMs: z.number().optional(),
  /** Newest first, at most 50, equal ones merged. */
  rejections: z.array(Rejection),
})
export type ReceiverStatus = z.infer<typeof ReceiverStatus>

/** Preferences of this person on this machine; kept in the application's folder, never in a workspace. */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ja']),
  /** Source id of assessments made in the interface. */
  reviewerName: z.string(),
  otlpHttpPort: z.number().int().min(0).max(65535),
  otlpGrpcPort: z.number().int().min(0).max(65535),
  /** First port tried for MLflow clients; the next free one is taken. */
  mlflowPort: z.number().int().min(0).max(65535),
  /** What MLflow clients must send as `MLFLOW_TRACKING_TOKEN`; empty: nothing. As a header carries it whole. */
  mlflowToken: z
    .string()
    .max(1000)
    .regex(/^[\x21-\x7e]*$/, 'letters, digits and signs of ASCII only, no spaces'),
  /** Nothing leaves this process: every request of evaluations is refused and listed. */
  isAirGapped: z.boolean(),
  /** Whole interface state worth keeping: pane sizes, columns. Keys are feature names. */
  layout: z.record(z.string(), z.json()),
})
export type Settings = z.infer<typeof Settings>

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  reviewerName: '',
  otlpHttpPort: 4318,
  otlpGrpcPort: 4317,
  mlflowPort: 5000,
  mlflowToken: '',
  isAirGapped: false,
  layout: {},
}
