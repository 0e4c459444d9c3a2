/** Whether what is chosen to run over is sealed: then the form asks what for. */
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../data/client.ts'
import type { Draft } from './draft.ts'

/** Undefined where it is not. */
export function useSealedSplit({ kind, datasetId, split }: Draft['source']): string | undefined {
  const isSplit = kind === 'dataset' && datasetId !== '' && split !== ''
  const { data = [] } = useQuery(orpc.datasets.splits.queryOptions({ input: { datasetId }, enabled: isSplit }))
  return isSplit && data.some(({ name, sealedAtMs }) => name === split && sealedAtMs !== undefined) ? split : undefined
}
