import type { ReceiverEndpoint } from '../../shared/model/workspace.ts'

/** Where programs send their traces, and which ports were not to be had. */
export function describeReceivers(endpoints: readonly ReceiverEndpoint[]) {
  const find = (protocol: ReceiverEndpoint['protocol']) =>
    endpoints.find((endpoint) => endpoint.protocol === protocol && endpoint.isListening)?.url
  const failures = new Set(
    endpoints.flatMap(({ error, takenPort, url }) => {
      // Said, as clients are often set up for the first port.
      if (takenPort !== undefined)
        return `Port ${takenPort} is in use by another program; MLflow clients are answered on ${new URL(url).port} instead.`
      return error ?? []
    }),
  )
  const urls = { mlflowUrl: find('mlflow'), otlpHttpUrl: find('otlp-http'), otlpGrpcUrl: find('otlp-grpc') }
  const lines = [
    ...(urls.mlflowUrl === undefined ? [] : [`MLflow clients: MLFLOW_TRACKING_URI=${urls.mlflowUrl}`]),
    ...(urls.otlpHttpUrl === undefined ? [] : [`OTLP exporters: OTEL_EXPORTER_OTLP_ENDPOINT=${urls.otlpHttpUrl}`]),
  ]
  return { urls, lines, failures }
}
