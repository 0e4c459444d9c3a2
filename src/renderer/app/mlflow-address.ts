/** Where MLflow clients find Assay, as snippets show it. */
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../data/client.ts'
import { useSettings } from '../data/settings.ts'

export interface MlflowAddress {
  /** Base for `MLFLOW_TRACKING_URI`, with the port that is really listened on. */
  url: string
  /** Clients must send a token. Its value is shown in no snippet. */
  needsToken: boolean
}

/** Before the receiver's state is known, and where it does not listen, the port it is set to. */
export function useMlflowAddress(): MlflowAddress {
  const settings = useSettings()
  const { data: status } = useQuery(orpc.receivers.status.queryOptions())
  const endpoint = status?.endpoints.find((each) => each.protocol === 'mlflow' && each.isListening)
  return {
    url: endpoint?.url ?? `http://127.0.0.1:${settings.mlflowPort}`,
    needsToken: settings.mlflowToken !== '',
  }
}
