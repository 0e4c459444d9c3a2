/** What the engine knows of notes and codes. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Code, CodingNote, CodingScope } from '../../../shared/model/coding.ts'
import { orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { changeView, viewOf } from './coding-view.ts'
import { filterNotes } from './shown-notes.ts'

function notesOptions({ experimentId, sessionId }: CodingScope) {
  const input = { experimentId, ...(sessionId === undefined ? {} : { sessionId }) }
  // A note that is written on an item is told to nobody: whoever comes here wants it.
  return { ...orpc.coding.notes.queryOptions({ input }), refetchOnMount: 'always' as const }
}

export function useNotes(scope: CodingScope) {
  return useQuery(notesOptions(scope))
}

const noCodes: readonly Code[] = []

export function useCodes(experimentId: string): readonly Code[] {
  return useQuery(orpc.coding.codes.queryOptions({ input: { experimentId } })).data ?? noCodes
}

export function useCodesById(codes: readonly Code[]): ReadonlyMap<string, Code> {
  return useMemo(() => new Map(codes.map((code) => [code.codeId, code])), [codes])
}

/** Shows changed codes of notes before the engine is asked again. */
export function showCodes(
  scope: CodingScope,
  noteIds: ReadonlySet<string>,
  change: (codes: CodingNote['codes']) => CodingNote['codes'],
): void {
  queryClient.setQueryData(notesOptions(scope).queryKey, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          notes: data.notes.map((note) => (noteIds.has(note.noteId) ? { ...note, codes: change(note.codes) } : note)),
        },
  )
}

/** The trace after (1) or before (-1) one in the order of the notes as they are filtered; undefined at the ends. */
export function findNeighbourTrace(scope: CodingScope, traceId: string, step: 1 | -1): string | undefined {
  const view = viewOf(scope)
  const notes = filterNotes(queryClient.getQueryData(notesOptions(scope).queryKey)?.notes ?? [], view)
  // Several notes on one trace are one place here.
  const ids = [...new Set(notes.map((note) => note.traceId))]
  const next = ids[ids.indexOf(traceId) + step]
  const first = notes.find((note) => note.traceId === next)
  if (!ids.includes(traceId) || first === undefined) return undefined
  changeView(scope, { activeId: first.noteId })
  return next
}
