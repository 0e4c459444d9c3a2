/** Both OTLP receivers, sharing one byte budget and one list of what was refused. */
import type { ReceiverStatus, Rejection } from '../../../shared/model/workspace.ts'
import { Activity } from './activity.ts'
import { ByteBudget } from './byte-budget.ts'
import { startGrpcReceiver } from './grpc-receiver.ts'
import { type ReceiverOptions, startHttpReceiver } from './http-receiver.ts'
import { defaultLimits, type ReceiverLimits } from './limits.ts'
import type { Sink } from './sink.ts'

export interface OtlpReceiversOptions {
  /** 0 takes any free port. */
  httpPort: number
  grpcPort: number
  sink: Sink
  /** Called for each rejection, with its merged entry. */
  onRejection?: ((rejection: Rejection) => void) | undefined
  limits?: Partial<ReceiverLimits> | undefined
  /** Counters and budget that other receivers share; made here when absent. */
  activity?: Activity | undefined
  budget?: ByteBudget | undefined
  /** Names beside `localhost` that senders may address, such as `host.docker.internal`; in lower case. */
  allowedHosts?: readonly string[] | undefined
}

export interface OtlpReceivers {
  /** Ports that were asked for, or taken when 0 was. */
  httpPort: number
  grpcPort: number
  status(): ReceiverStatus
  /** Resolves when nothing more can reach the sink. */
  close(): Promise<void>
}

/**
 * Starts OTLP/HTTP and OTLP/gRPC on 127.0.0.1 and ::1. Never throws for a taken port: `status()` says so for that
 * endpoint, and everything else goes on.
 */
export async function startOtlpReceivers(options: OtlpReceiversOptions): Promise<OtlpReceivers> {
  const limits: ReceiverLimits = { ...defaultLimits, ...options.limits }
  const activity = options.activity ?? new Activity(options.onRejection ?? (() => {}))
  const shared: Omit<ReceiverOptions, 'port'> = {
    sink: options.sink,
    activity,
    budget: options.budget ?? new ByteBudget(limits.maxInFlightBytes),
    limits,
    allowedHosts: options.allowedHosts ?? [],
  }
  let { httpPort, grpcPort } = options
  const http = await startHttpReceiver({ ...shared, port: httpPort }, () => grpcPort)
  httpPort = http.port
  const grpc = await startGrpcReceiver({ ...shared, port: grpcPort }, () => httpPort)
  grpcPort = grpc.port
  return {
    httpPort,
    grpcPort,
    status: () => ({ endpoints: [...http.endpoints(), ...grpc.endpoints()], ...activity.snapshot() }),
    close: async () => {
      await Promise.all([http.close(), grpc.close()])
    },
  }
}
