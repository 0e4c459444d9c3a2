/**
 * Mantine's theme in Assay's terms: every colour points at a variable of `tokens.css`, sizes are those of a dense
 * desktop tool. Components get their defaults here, so that screens set no sizes.
 */
import {
  ActionIcon,
  Anchor,
  Autocomplete,
  Badge,
  Button,
  Checkbox,
  Combobox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  Kbd,
  type MantineColorsTuple,
  Menu,
  Modal,
  MultiSelect,
  Notification,
  NumberInput,
  Popover,
  Progress,
  Radio,
  SegmentedControl,
  Select,
  Switch,
  Table,
  Tabs,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'

/** Ten shades as Mantine wants them: tints for the first half, the solid for the rest. */
function shades(tint: string, text: string, solid: string, hover: string): MantineColorsTuple {
  return [tint, tint, tint, tint, text, text, solid, hover, solid, hover]
}

const accent = shades(
  'var(--assay-accent-tint)',
  'var(--assay-accent-text)',
  'var(--assay-accent)',
  'var(--assay-accent-hover)',
)
const red = shades(
  'var(--assay-error-tint)',
  'var(--assay-error)',
  'var(--assay-error-solid)',
  'var(--assay-error-solid)',
)
const green = shades('var(--assay-ok-tint)', 'var(--assay-ok)', 'var(--assay-ok)', 'var(--assay-ok)')
const yellow = shades('var(--assay-warn-tint)', 'var(--assay-warn)', 'var(--assay-warn)', 'var(--assay-warn)')
const gray: MantineColorsTuple = [
  'var(--assay-surface-sunken)',
  'var(--assay-hover)',
  'var(--assay-pressed)',
  'var(--assay-border)',
  'var(--assay-border-strong)',
  'var(--assay-border-control)',
  'var(--assay-text-faint)',
  'var(--assay-text-dim)',
  'var(--assay-text-dim)',
  'var(--assay-text)',
]
const dark: MantineColorsTuple = [
  'var(--assay-text)',
  'var(--assay-text-dim)',
  'var(--assay-text-faint)',
  'var(--assay-text-faint)',
  'var(--assay-border-strong)',
  'var(--assay-pressed)',
  'var(--assay-surface-raised)',
  'var(--assay-surface)',
  'var(--assay-surface-sunken)',
  'var(--assay-chrome)',
]

const inputVars = () => ({
  wrapper: { '--input-height': 'var(--assay-control)', '--input-fz': 'var(--assay-text-size)' },
})
/** One scrim for every dialog, without blur: what lies behind is still there. */
const overlayProps = { color: 'var(--assay-scrim)', backgroundOpacity: 1, blur: 0 }
const choiceLabel = { fontSize: 'var(--assay-text-size)', lineHeight: 'var(--assay-line)' }
const radius = 'var(--assay-radius)'

export const theme = createTheme({
  fontFamily: 'var(--assay-font)',
  fontFamilyMonospace: 'var(--assay-font-mono)',
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, red, green, yellow, gray, dark },
  white: 'var(--assay-text-on-accent)',
  black: 'var(--assay-text)',
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'default',
  fontSizes: {
    xs: 'var(--assay-text-size-small)',
    sm: 'var(--assay-text-size)',
    md: 'var(--assay-text-size)',
    lg: 'var(--assay-text-size-reading)',
    xl: 'var(--assay-text-size-title)',
  },
  lineHeights: {
    xs: 'var(--assay-line)',
    sm: 'var(--assay-line)',
    md: 'var(--assay-line)',
    lg: 'var(--assay-line-reading)',
    xl: 'var(--assay-line)',
  },
  spacing: {
    xs: 'var(--assay-space-1)',
    sm: 'var(--assay-space-2)',
    md: 'var(--assay-space-3)',
    lg: 'var(--assay-space-4)',
    xl: 'var(--assay-space-6)',
  },
  radius: { xs: radius, sm: radius, md: radius, lg: radius, xl: radius },
  defaultRadius: 'sm',
  shadows: {
    xs: 'none',
    sm: 'none',
    md: 'var(--assay-shadow-popover)',
    lg: 'var(--assay-shadow-popover)',
    xl: 'var(--assay-shadow-popover)',
  },
  headings: {
    fontWeight: 'var(--assay-weight-bold)',
    sizes: {
      h1: { fontSize: 'var(--assay-text-size-title)', lineHeight: 'var(--assay-line)' },
      h2: { fontSize: 'var(--assay-text-size-reading)', lineHeight: 'var(--assay-line)' },
      h3: { fontSize: 'var(--assay-text-size)', lineHeight: 'var(--assay-line)' },
    },
  },
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'default' },
      vars: () => ({
        root: {
          '--button-height': 'var(--assay-control)',
          '--button-padding-x': 'var(--assay-space-3)',
          '--button-fz': 'var(--assay-text-size)',
        },
      }),
      styles: { root: { fontWeight: 'var(--assay-weight-medium)' } },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', color: 'gray', size: 24 },
    }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm', size: 'sm' },
      styles: { root: { textTransform: 'none', fontWeight: 'var(--assay-weight-medium)' } },
    }),
    Input: Input.extend({ defaultProps: { size: 'xs' }, vars: inputVars }),
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { size: 'xs' },
      styles: {
        label: { fontSize: 'var(--assay-text-size)', marginBottom: 'var(--assay-space-1)' },
        description: { marginBottom: 'var(--assay-space-1)', fontSize: 'var(--assay-text-size)' },
        error: { fontSize: 'var(--assay-text-size)' },
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'xs' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs' } }),
    Select: Select.extend({ defaultProps: { size: 'xs', checkIconPosition: 'right' } }),
    MultiSelect: MultiSelect.extend({ defaultProps: { size: 'xs' } }),
    TagsInput: TagsInput.extend({ defaultProps: { size: 'xs' } }),
    Autocomplete: Autocomplete.extend({ defaultProps: { size: 'xs' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' }, styles: { label: choiceLabel } }),
    Radio: Radio.extend({ defaultProps: { size: 'xs' }, styles: { label: choiceLabel } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' }, styles: { label: choiceLabel } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs' },
      styles: {
        root: { border: 'var(--assay-hairline) solid var(--assay-border)' },
        label: {
          padding: 'var(--assay-space-half) var(--assay-space-3)',
          fontSize: 'var(--assay-text-size)',
          fontWeight: 'var(--assay-weight)',
        },
      },
    }),
    Combobox: Combobox.extend({ defaultProps: { shadow: 'md' } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md' } }),
    Menu: Menu.extend({
      defaultProps: { shadow: 'md', position: 'bottom-start', offset: 4 },
      styles: {
        dropdown: { padding: 'var(--assay-space-1)' },
        item: { padding: 'var(--assay-space-1) var(--assay-space-2)', fontSize: 'var(--assay-text-size)' },
        label: {
          padding: 'var(--assay-space-1) var(--assay-space-2)',
          color: 'var(--assay-text-faint)',
          fontWeight: 'var(--assay-weight)',
        },
      },
    }),
    Modal: Modal.extend({
      defaultProps: { radius: 'md', shadow: 'md', transitionProps: { duration: 0 }, overlayProps },
      styles: {
        content: { backgroundColor: 'var(--assay-surface-raised)' },
        header: {
          backgroundColor: 'var(--assay-surface-raised)',
          minHeight: 'var(--assay-bar)',
          padding: 'var(--assay-space-3) var(--assay-space-4)',
        },
        title: { fontSize: 'var(--assay-text-size-reading)', fontWeight: 'var(--assay-weight-bold)' },
        body: { padding: 'var(--assay-space-4)', paddingTop: 0 },
      },
    }),
    Notification: Notification.extend({
      defaultProps: { withBorder: true },
      styles: {
        root: { backgroundColor: 'var(--assay-surface-raised)', boxShadow: 'var(--assay-shadow-popover)' },
        icon: {
          width: 'var(--assay-icon)',
          height: 'var(--assay-icon)',
          marginInlineEnd: 'var(--assay-space-2)',
          backgroundColor: 'transparent',
          color: 'var(--notification-color)',
        },
        description: { color: 'var(--assay-text)' },
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 0 }, fz: 'xs' },
      styles: {
        tooltip: {
          border: 'var(--assay-hairline) solid var(--assay-border-strong)',
          backgroundColor: 'var(--assay-surface-raised)',
          boxShadow: 'var(--assay-shadow-popover)',
          color: 'var(--assay-text)',
        },
      },
    }),
    Kbd: Kbd.extend({ defaultProps: { size: 'xs' } }),
    Progress: Progress.extend({ defaultProps: { size: 'sm' } }),
    Tabs: Tabs.extend({
      styles: { tab: { padding: 'var(--assay-space-2) var(--assay-space-3)', fontSize: 'var(--assay-text-size)' } },
    }),
    Table: Table.extend({
      defaultProps: { verticalSpacing: 'var(--assay-space-1)', horizontalSpacing: 'var(--assay-space-2)' },
    }),
  },
})

const both = {
  '--mantine-color-text': 'var(--assay-text)',
  '--mantine-color-body': 'var(--assay-surface)',
  '--mantine-color-dimmed': 'var(--assay-text-dim)',
  '--mantine-color-bright': 'var(--assay-text)',
  '--mantine-color-placeholder': 'var(--assay-text-faint)',
  '--mantine-color-anchor': 'var(--assay-accent-text)',
  '--mantine-color-error': 'var(--assay-error)',
  '--mantine-color-default': 'var(--assay-surface-raised)',
  '--mantine-color-default-hover': 'var(--assay-hover)',
  '--mantine-color-default-color': 'var(--assay-text)',
  '--mantine-color-default-border': 'var(--assay-border-strong)',
  '--mantine-color-disabled': 'var(--assay-pressed)',
  '--mantine-color-disabled-color': 'var(--assay-text-faint)',
  '--mantine-color-disabled-border': 'var(--assay-border)',
  '--mantine-primary-color-filled': 'var(--assay-accent)',
  '--mantine-primary-color-filled-hover': 'var(--assay-accent-hover)',
  '--mantine-primary-color-light': 'var(--assay-accent-tint)',
  '--mantine-primary-color-light-hover': 'var(--assay-selected)',
  '--mantine-primary-color-light-color': 'var(--assay-accent-text)',
  '--mantine-color-accent-light': 'var(--assay-accent-tint)',
  '--mantine-color-accent-light-hover': 'var(--assay-selected)',
  '--mantine-color-accent-light-color': 'var(--assay-accent-text)',
  '--mantine-color-accent-text': 'var(--assay-accent-text)',
  '--mantine-color-gray-light': 'var(--assay-hover)',
  '--mantine-color-gray-light-hover': 'var(--assay-pressed)',
  '--mantine-color-gray-light-color': 'var(--assay-text-dim)',
  '--mantine-color-gray-text': 'var(--assay-text-dim)',
  '--mantine-color-red-light': 'var(--assay-error-tint)',
  '--mantine-color-red-light-hover': 'var(--assay-error-tint)',
  '--mantine-color-red-light-color': 'var(--assay-error)',
  '--mantine-color-red-text': 'var(--assay-error)',
  '--mantine-color-green-light': 'var(--assay-ok-tint)',
  '--mantine-color-green-light-color': 'var(--assay-ok)',
  '--mantine-color-green-text': 'var(--assay-ok)',
  '--mantine-color-yellow-light': 'var(--assay-warn-tint)',
  '--mantine-color-yellow-light-color': 'var(--assay-warn)',
  '--mantine-color-yellow-text': 'var(--assay-warn)',
}

/** Mantine's own colour variables, per scheme the same, as `tokens.css` switches underneath. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: both, dark: both })
