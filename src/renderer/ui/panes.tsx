import { Fragment, type ReactNode, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import type { Json } from '../../shared/model/json.ts'
import { useUiEnvironment } from './environment.tsx'
import css from './panes.module.css'

export interface Pane {
  id: string
  content: ReactNode
  /** Per cent of the whole, used until someone drags a border. */
  defaultPercent: number
  /** Pixels; at a narrow window panes shrink to this and no further. */
  minPx?: number
  /** Name of the border after this pane, for screen readers. */
  borderLabel?: string
}

/** Only percentages for exactly these panes are taken back. */
function storedSizes(stored: Json | undefined, panes: Pane[]): Record<string, number> | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined
  const sizes: Record<string, number> = {}
  for (const { id } of panes) {
    const size = stored[id]
    if (typeof size !== 'number' || !(size > 0 && size < 100)) return undefined
    sizes[id] = size
  }
  return sizes
}

/**
 * Panes side by side (or stacked) with draggable borders, arrows move a focused border. Sizes are remembered under
 * `id` and the ids of the panes shown, so that hiding one and showing it again keeps both arrangements.
 */
export function Panes({ id, panes, isStacked = false }: { id: string; panes: Pane[]; isStacked?: boolean }) {
  const { readLayout, writeLayout } = useUiEnvironment()
  const key = `panes.${id}.${panes.map((pane) => pane.id).join('-')}`
  return <PaneGroup key={key} layoutKey={key} panes={panes} isStacked={isStacked} {...{ readLayout, writeLayout }} />
}

function PaneGroup({
  layoutKey,
  panes,
  isStacked,
  readLayout,
  writeLayout,
}: {
  layoutKey: string
  panes: Pane[]
  isStacked: boolean
  readLayout: (key: string) => Json | undefined
  writeLayout: (key: string, value: Json) => void
}) {
  const [sizes] = useState(() => storedSizes(readLayout(layoutKey), panes))
  return (
    <Group
      className={css.group}
      orientation={isStacked ? 'vertical' : 'horizontal'}
      {...(sizes === undefined ? {} : { defaultLayout: sizes })}
      onLayoutChanged={(layout, meta) => {
        if (meta.isUserInteraction) writeLayout(layoutKey, layout)
      }}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          <Panel id={pane.id} defaultSize={`${pane.defaultPercent}%`} minSize={pane.minPx ?? 160} className={css.pane}>
            {pane.content}
          </Panel>
          {index < panes.length - 1 && <Separator className={css.border} aria-label={pane.borderLabel ?? pane.id} />}
        </Fragment>
      ))}
    </Group>
  )
}
