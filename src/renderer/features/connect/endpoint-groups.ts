/** IPv4 and IPv6 addresses of one receiver as one line, unless they fare differently. Pure. */
import type { ReceiverEndpoint } from '../../../shared/model/workspace.ts'

export interface EndpointGroup {
  main: ReceiverEndpoint
  others: ReceiverEndpoint[]
}

export function groupEndpoints(endpoints: ReceiverEndpoint[]): EndpointGroup[] {
  const groups: EndpointGroup[] = []
  for (const endpoint of endpoints) {
    const group = groups.find(
      ({ main }) =>
        main.protocol === endpoint.protocol &&
        main.isListening === endpoint.isListening &&
        main.error === endpoint.error,
    )
    if (group === undefined) groups.push({ main: endpoint, others: [] })
    else group.others.push(endpoint)
  }
  return groups
}
