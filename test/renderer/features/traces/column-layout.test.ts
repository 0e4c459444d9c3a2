import { expect, test } from 'vitest'
import {
  ColumnLayout,
  columnWidth,
  defaultLayout,
  fromViewColumns,
  moveColumn,
  orderColumns,
  pinnedWidth,
  resolveAuto,
  restoreAuto,
  setHidden,
  setWidth,
  visibleColumns,
} from '../../../../src/renderer/features/traces/column-layout.ts'

test('a new assessment name is a column at once, before the span counts', () => {
  const columns = orderColumns(defaultLayout, ['accuracy_score'])
  expect(columns.indexOf('assessment:accuracy_score')).toBe(columns.indexOf('spans') - 1)
  expect(visibleColumns(defaultLayout, ['accuracy_score'])).toContain('assessment:accuracy_score')
})

test('a new name joins an arranged layout without disturbing it', () => {
  const arranged = { ...defaultLayout, order: ['name', 'assessment:helpful', 'time'], hidden: [] }
  const columns = visibleColumns(arranged, ['accuracy_score', 'helpful'])
  expect(columns.filter((column) => arranged.order.includes(column))).toEqual(arranged.order)
  expect(columns).toContain('assessment:accuracy_score')
  expect(new Set(columns).size).toBe(columns.length)
})

test('a column of an assessment that no longer exists is left out', () => {
  expect(visibleColumns({ ...defaultLayout, order: ['assessment:gone', 'name'] }, [])).not.toContain('assessment:gone')
})

test('hides, shows, moves and resizes', () => {
  const hidden = setHidden(defaultLayout, 'cost', true)
  expect(visibleColumns(hidden, [])).not.toContain('cost')
  expect(visibleColumns(setHidden(hidden, 'cost', false), [])).toContain('cost')
  const moved = moveColumn(defaultLayout, [], 'name', -1)
  expect(visibleColumns(moved, []).slice(0, 2)).toEqual(['name', 'time'])
  expect(visibleColumns(moveColumn(moved, [], 'name', 1), []).slice(0, 2)).toEqual(['time', 'name'])
  expect(moveColumn(defaultLayout, [], 'time', -1)).toEqual(defaultLayout)
  expect(columnWidth(setWidth(defaultLayout, 'name', 301.4), 'name')).toBe(301)
  expect(columnWidth(setWidth(defaultLayout, 'name', 3), 'name')).toBe(48)
})

test('a move steps over hidden columns', () => {
  const layout = setHidden(defaultLayout, 'name', true)
  expect(visibleColumns(moveColumn(layout, [], 'time', 1), []).slice(0, 2)).toEqual(['state', 'time'])
})

test("a saved view's columns become exactly the shown ones", () => {
  const layout = fromViewColumns(defaultLayout, ['a'], ['cost', 'assessment:a', 'name'])
  expect(visibleColumns(layout, ['a'])).toEqual(['cost', 'assessment:a', 'name'])
})

test('the experiment shows by itself where there are several, until a person says otherwise', () => {
  const one = resolveAuto(defaultLayout, false)
  const several = resolveAuto(defaultLayout, true)
  expect(visibleColumns(one, [])).not.toContain('experiment')
  expect(visibleColumns(several, [])).toContain('experiment')
  // A change of something else does not decide it.
  expect(restoreAuto(setWidth(one, 'name', 200), false).experiment).toBe('auto')
  expect(restoreAuto(setWidth(several, 'name', 200), true).experiment).toBe('auto')
  const off = restoreAuto(setHidden(several, 'experiment', true), true)
  expect(visibleColumns(resolveAuto(off, true), [])).not.toContain('experiment')
  const on = restoreAuto(setHidden(one, 'experiment', false), false)
  expect(visibleColumns(resolveAuto(on, false), [])).toContain('experiment')
  expect(visibleColumns(fromViewColumns(several, [], ['name']), [])).toEqual(['name'])
  expect(visibleColumns(fromViewColumns(one, [], ['experiment', 'name']), [])).toEqual(['experiment', 'name'])
})

test('a layout kept before experiments were a column is still read', () => {
  expect(ColumnLayout.parse({ order: ['name'], hidden: [], widths: {} })).toMatchObject({ experiment: 'auto' })
})

test('a first column stays in place unless it would cover the others', () => {
  expect(pinnedWidth(defaultLayout, ['time', 'name'])).toBe(100)
  expect(pinnedWidth(setWidth(defaultLayout, 'name', 500), ['name', 'time'])).toBe(0)
  expect(pinnedWidth(defaultLayout, ['input'])).toBe(0)
  expect(pinnedWidth(defaultLayout, [])).toBe(0)
})
