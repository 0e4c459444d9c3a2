import { Button, Menu } from '@mantine/core'
import { IconTemplate } from '@tabler/icons-react'
import { useT } from '../../i18n/i18n.ts'
import { useAnswerText } from './answer-text.ts'
import { draftInput } from './schema-draft.ts'
import { type TemplateId, templateDraft, templateIds } from './schema-templates.ts'

/** Questions to start from. */
export function TemplateMenu({ isDisabled, onChoose }: { isDisabled: boolean; onChoose: (id: TemplateId) => void }) {
  const t = useT()
  const answerText = useAnswerText()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconTemplate size={14} aria-hidden />} disabled={isDisabled}>
          {t('schemas.templates')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {templateIds.map((id) => {
          const input = draftInput(templateDraft(id, '0'))
          return (
            <Menu.Item
              key={id}
              rightSection={input === undefined ? undefined : answerText(input).kind}
              onClick={() => onChoose(id)}
            >
              {t(`schemas.template.${id}.label`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
