import { expect, test } from 'vitest'
import { groupEndpoints } from '../../../../src/renderer/features/connect/endpoint-groups.ts'
import type { ReceiverEndpoint } from '../../../../src/shared/model/workspace.ts'

const v4: ReceiverEndpoint = { protocol: 'otlp-http', url: 'http://127.0.0.1:4318', isListening: true }
const v6: ReceiverEndpoint = { protocol: 'otlp-http', url: 'http://[::1]:4318', isListening: true }
const grpc: ReceiverEndpoint = { protocol: 'otlp-grpc', url: 'http://127.0.0.1:4317', isListening: true }

test('both addresses of a receiver are one line', () => {
  expect(groupEndpoints([v4, v6, grpc])).toEqual([
    { main: v4, others: [v6] },
    { main: grpc, others: [] },
  ])
})

test('an address that does not listen is told apart from the one that does', () => {
  const down: ReceiverEndpoint = { ...v6, isListening: false, error: 'Port 4318 is in use by another program.' }
  expect(groupEndpoints([v4, down])).toEqual([
    { main: v4, others: [] },
    { main: down, others: [] },
  ])
})
