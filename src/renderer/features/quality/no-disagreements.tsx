import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { changeView } from './quality-view.ts'

/** What to say where no disagreement shows: that it is so, or what hides them. */
export function NoDisagreements({
  sessionId,
  isLoading,
  error,
  isOneQuestion,
  withSettled,
  onRetry,
}: {
  sessionId: string
  isLoading: boolean
  error: unknown
  isOneQuestion: boolean
  withSettled: boolean
  onRetry: () => void
}) {
  const t = useT()
  if (error !== null) {
    return (
      <EmptyState title={t('quality.list.failed')} actions={<Button onClick={onRetry}>{t('common.retry')}</Button>}>
        {failureText(error)}
      </EmptyState>
    )
  }
  if (isLoading) return <div role="status" aria-busy aria-label={t('quality.list.loading')} />
  const title = !withSettled ? 'noneOpen' : isOneQuestion ? 'noneQuestion' : 'none'
  return (
    <EmptyState
      icon={<IconCircleCheck size={28} />}
      title={t(`quality.list.${title}`)}
      actions={
        <>
          {!withSettled && (
            <Button onClick={() => changeView(sessionId, { withSettled: true })}>
              {t('quality.list.showSettled')}
            </Button>
          )}
          {isOneQuestion && (
            <Button onClick={() => changeView(sessionId, { schemaId: undefined })}>{t('quality.list.showAll')}</Button>
          )}
        </>
      }
    >
      {withSettled ? t('quality.list.noneBody') : t('quality.list.noneOpenBody')}
    </EmptyState>
  )
}
