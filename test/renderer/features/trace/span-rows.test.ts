import { expect, test } from 'vitest'
import {
  collapseAtDepth,
  findByName,
  findNext,
  firstSpan,
  hasChildren,
  listToolCalls,
  listVisible,
  reveal,
  rowOf,
  setSubtreeCollapsed,
  shapeTree,
} from '../../../../src/renderer/features/trace/span-rows.ts'
import { makeTree } from './make-tree.ts'

const tree = makeTree(`
  agent
    plan
      chat!
    search
      query
      rank!
    answer
  stray
`)
const shape = shapeTree(tree)
const names = (rows: Iterable<number>) => [...rows].map((index) => tree.spanIds[index])

test('the tool calls inside a span are those below it, at any depth', () => {
  const tree = makeTree(`
    a
      b
        c
    d
      e
  `)
  tree.types = ['CHAIN', 'TOOL']
  tree.typeIndexes = [0, 1, 1, 0, 1]
  const shape = shapeTree(tree)
  expect(listToolCalls(tree, shape, 0)).toEqual([1, 2])
  expect(listToolCalls(tree, shape, 1)).toEqual([2])
  expect(listToolCalls(tree, shape, 3)).toEqual([4])
  expect(listToolCalls({ ...tree, types: ['CHAIN', 'LLM'] }, shape, 0)).toEqual([])
})

test('shows every span when nothing is collapsed', () => {
  expect(names(listVisible(shape, new Set()))).toEqual(tree.spanIds)
})

test('a collapsed span hides everything below it and nothing else', () => {
  expect(names(listVisible(shape, new Set(['search'])))).toEqual(['agent', 'plan', 'chat', 'search', 'answer', 'stray'])
  expect(names(listVisible(shape, new Set(['agent', 'plan'])))).toEqual(['agent', 'stray'])
  expect(names(listVisible(shape, new Set(['gone'])))).toEqual(tree.spanIds)
})

test('knows which spans have children and where subtrees end', () => {
  expect(
    names(Array.from({ length: shape.count }, (_, index) => index).filter((index) => hasChildren(shape, index))),
  ).toEqual(['agent', 'plan', 'search'])
  expect([...shape.ends]).toEqual([7, 3, 3, 6, 5, 6, 7, 8])
})

test('finds the row of a span, or of the ancestor that hides it', () => {
  const rows = listVisible(shape, new Set(['search']))
  expect(rowOf(rows, tree.spanIds.indexOf('answer'))).toBe(4)
  expect(rowOf(rows, tree.spanIds.indexOf('rank'))).toBe(3)
})

test('reveals a hidden span by opening its ancestors only', () => {
  const collapsed = new Set(['agent', 'plan', 'search'])
  expect([...reveal(tree, collapsed, tree.spanIds.indexOf('rank'))]).toEqual(['plan'])
  expect(reveal(tree, new Set(['plan']), tree.spanIds.indexOf('rank'))).toEqual(new Set(['plan']))
})

test('collapses and opens whole subtrees and levels', () => {
  const closed = setSubtreeCollapsed(tree, shape, new Set(), 0, true)
  expect([...closed]).toEqual(['agent', 'plan', 'search'])
  expect([...setSubtreeCollapsed(tree, shape, closed, tree.spanIds.indexOf('search'), false)]).toEqual([
    'agent',
    'plan',
  ])
  expect([...collapseAtDepth(tree, shape, 1)]).toEqual(['plan', 'search'])
})

test('steps through errors in both directions and goes round', () => {
  expect(names([...shape.errors])).toEqual(['chat', 'rank'])
  expect(findNext(shape.errors, 0, 1)).toBe(2)
  expect(findNext(shape.errors, 2, 1)).toBe(5)
  expect(findNext(shape.errors, 5, 1)).toBe(2)
  expect(findNext(shape.errors, 2, -1)).toBe(5)
  expect(findNext([], 2, 1)).toBeUndefined()
})

test('finds spans by part of the name or by type, whatever the case', () => {
  expect(names(findByName(tree, 'AN'))).toEqual(['plan', 'rank', 'answer'])
  expect(findByName(tree, 'chain')).toHaveLength(8)
  expect(findByName(tree, '  ')).toEqual([])
})

test('starts at the first root', () => {
  expect(firstSpan(tree)).toBe(0)
})

test('shapes and lists 100,000 spans in one pass each', () => {
  const count = 100_000
  const wide = makeTree('a\n  b')
  const depths = Array.from({ length: count }, (_, index) => (index === 0 ? 0 : 1 + (index % 40)))
  const big = {
    ...wide,
    spanIds: Array.from({ length: count }, (_, index) => `s${index}`),
    depths,
    parents: depths.map((_, index) => index - 1),
    statusCodes: depths.map((_, index) => (index % 1_000 === 0 ? 2 : 1)),
  }
  const bigShape = shapeTree(big)
  expect(bigShape.errors).toHaveLength(100)
  expect(listVisible(bigShape, new Set())).toHaveLength(count)
  expect(listVisible(bigShape, new Set(['s0']))).toHaveLength(1)
})
