import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import type { BuiltinJudge, Judge } from '../../../shared/model/judge.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { Link } from '../../app/link.tsx'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import list from '../../ui/list-table.module.css'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { focusedRow, moveRowFocus } from '../../ui/row-focus.ts'
import { useAnswerText } from './answer-text.ts'
import css from './judges.module.css'
import { removeJudge, toBuiltinKey, useBuiltins, useOwnJudges } from './use-judges.ts'

const openNew = () => navigate({ screen: 'judges', judgeId: 'new' })
const copy = ({ builtinId }: BuiltinJudge) => navigate({ screen: 'judges', judgeId: 'new', tab: builtinId })

/** Own judges, and those that come with Assay. */
export function JudgeList() {
  const t = useT()
  const format = useFormat()
  const own = useOwnJudges()
  const builtins = useBuiltins()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const table = useRef<HTMLTableElement>(null)
  const judges = own.data ?? []
  const findFocused = () => judges.find(({ judgeId }) => judgeId === focusedRow(table.current))
  useCommands((): Command[] => {
    const group = 'judges' as const
    return [
      {
        id: 'judges.new',
        title: t('judges.command.new'),
        group,
        keys: ['n'],
        when: () => !isReadOnly,
        run: openNew,
      },
      {
        id: 'judges.next',
        title: t('judges.command.next'),
        group,
        keys: ['j'],
        run: () => moveRowFocus(table.current, 1),
      },
      {
        id: 'judges.previous',
        title: t('judges.command.previous'),
        group,
        keys: ['k'],
        run: () => moveRowFocus(table.current, -1),
      },
      {
        id: 'judges.delete',
        title: t('judges.command.delete'),
        group,
        keys: ['Delete'],
        when: () => !isReadOnly && findFocused() !== undefined,
        run: () => {
          const judge = findFocused()
          if (judge !== undefined) void removeJudge(judge)
        },
      },
    ]
  }, [t, isReadOnly, own.data])
  if (own.isError && own.data === undefined) {
    return (
      <EmptyState
        title={t('judges.failed')}
        actions={<Button onClick={() => void own.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(own.error)}
      </EmptyState>
    )
  }
  if (own.data === undefined || builtins.data === undefined) {
    return <div role="status" aria-busy aria-label={t('judges.loading')} />
  }
  return (
    <div className={list.screen}>
      <header className={list.head}>
        <h1 className={list.title}>{t('judges.title')}</h1>
        <span className={list.count} role="status">
          {t('judges.count', { count: judges.length, formatted: format.number(judges.length) })}
        </span>
        <div className={list.tools}>
          <Button
            variant="filled"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={isReadOnly}
            onClick={openNew}
          >
            {t('judges.new')}
          </Button>
        </div>
      </header>
      <div className={list.body}>
        <div className={list.scroller}>
          <table ref={table} className={list.table} aria-label={t('judges.list')}>
            <thead>
              <tr>
                <th scope="col" className={css.colName}>
                  {t('judges.column.name')}
                </th>
                <th scope="col">{t('judges.column.about')}</th>
                <th scope="col" className={css.colAnswer}>
                  {t('judges.column.answer')}
                </th>
                <th scope="col" className={css.colModel}>
                  {t('judges.column.model')}
                </th>
                <th scope="col" className={css.colChanged}>
                  {t('judges.column.changed')}
                </th>
                <th scope="col" className={css.colActions} aria-label={t('judges.column.actions')} />
              </tr>
            </thead>
            <tbody>
              <GroupRow title={t('judges.own')} />
              {judges.length === 0 && (
                <tr>
                  <td colSpan={6} className={css.ownEmpty}>
                    {t('judges.ownEmpty')}
                  </td>
                </tr>
              )}
              {judges.map((judge) => (
                <OwnRow key={judge.judgeId} judge={judge} isReadOnly={isReadOnly} />
              ))}
            </tbody>
            <tbody>
              <GroupRow title={t('judges.builtin')} />
              {builtins.data.map((builtin) => (
                <BuiltinRow key={builtin.builtinId} builtin={builtin} isReadOnly={isReadOnly} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </div>
  )
}

function GroupRow({ title }: { title: string }) {
  return (
    <tr className={css.group}>
      <th scope="rowgroup" colSpan={6}>
        {title}
      </th>
    </tr>
  )
}

function OwnRow({ judge, isReadOnly }: { judge: Judge; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const answerText = useAnswerText()
  const { judgeId, name, version, definition, createdAtMs } = judge
  return (
    <tr>
      <td>
        <Link to={{ screen: 'judges', judgeId }} className={list.open} data-row={judgeId}>
          {name}
        </Link>{' '}
        <span className={list.faint}>{t('judges.version', { number: format.number(version) })}</span>
      </td>
      <td className={list.dim} title={definition.instructions.slice(0, 300)}>
        {definition.instructions.slice(0, 300)}
      </td>
      <td className={list.dim}>{answerText(definition.answer)}</td>
      <td className={list.dim}>{definition.model}</td>
      <td className={list.dim}>
        <RelativeTime timeMs={createdAtMs} />
      </td>
      <td>
        {!isReadOnly && (
          <RowAction label={t('judges.delete', { name })} onPress={() => void removeJudge(judge)}>
            <IconTrash size={14} aria-hidden />
          </RowAction>
        )}
      </td>
    </tr>
  )
}

function BuiltinRow({ builtin, isReadOnly }: { builtin: BuiltinJudge; isReadOnly: boolean }) {
  const t = useT()
  const answerText = useAnswerText()
  const { builtinId, answer } = builtin
  const key = toBuiltinKey(builtin)
  return (
    <tr>
      <td>
        <Link to={{ screen: 'judges', judgeId: key }} className={list.open} data-row={key}>
          {builtinId}
        </Link>
      </td>
      <td className={list.dim} title={t(`judges.about.${builtinId}`)}>
        {t(`judges.about.${builtinId}`)}
      </td>
      <td className={list.dim}>{answerText(answer)}</td>
      <td />
      <td />
      <td>
        {!isReadOnly && (
          <RowAction label={t('judges.copyOf', { name: builtinId })} onPress={() => copy(builtin)}>
            <IconCopy size={14} aria-hidden />
          </RowAction>
        )}
      </td>
    </tr>
  )
}

function RowAction({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <span className={list.actions}>
      <Tooltip label={label}>
        <ActionIcon aria-label={label} onClick={onPress}>
          {children}
        </ActionIcon>
      </Tooltip>
    </span>
  )
}
