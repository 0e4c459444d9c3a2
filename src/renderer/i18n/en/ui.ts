export const ui = {
  code: 'Code',
  json: {
    label: 'JSON value',
    copyValue: 'Copy value',
    copyPath: 'Copy path',
    items_one: '{{count}} item',
    items_other: '{{count}} items',
    keys_one: '{{count}} key',
    keys_other: '{{count}} keys',
    more_one: '{{count}} more',
    more_other: '{{count}} more',
    showWhole: 'Show all {{formatted}} characters',
    expandAll: 'Expand all',
    collapseAll: 'Collapse all',
  },
  markdown: {
    remoteImage: 'Image on the web, not loaded',
    openImage: 'Open in the browser',
    done: 'Done',
    toDo: 'To do',
  },
}
