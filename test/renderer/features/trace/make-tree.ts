import type { SpanTree } from '../../../../src/shared/model/trace.ts'

/**
 * A tree from one letter a line, indented by two spaces a level; `!` after the name is an error.
 */
export function makeTree(drawing: string): SpanTree {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '')
  const least = Math.min(...lines.map((line) => line.length - line.trimStart().length))
  const tree: SpanTree = {
    traceId: '0'.repeat(32),
    originUs: 0,
    extentUs: lines.length * 100,
    spanIds: [],
    parents: [],
    depths: [],
    nameIndexes: [],
    names: [],
    typeIndexes: [],
    types: ['CHAIN'],
    offsetsUs: [],
    durationsUs: [],
    statusCodes: [],
    tokens: [],
    assessed: [],
    orphans: [],
  }
  const path: number[] = []
  for (const [index, line] of lines.entries()) {
    const depth = (line.length - line.trimStart().length - least) / 2
    path.length = depth
    const name = line.trim().replace('!', '')
    tree.spanIds.push(name)
    tree.names.push(name)
    tree.nameIndexes.push(index)
    tree.parents.push(path[depth - 1] ?? -1)
    tree.depths.push(depth)
    tree.typeIndexes.push(0)
    tree.offsetsUs.push(index * 100)
    tree.durationsUs.push(100)
    tree.statusCodes.push(line.includes('!') ? 2 : 1)
    tree.tokens.push(0)
    path.push(index)
  }
  return tree
}
