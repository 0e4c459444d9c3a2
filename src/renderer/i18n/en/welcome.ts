export const welcome = {
  title: 'Welcome to Assay',
  lead: 'Look at what your AI applications did, judge it, and take the judgements with you. Everything stays on this computer.',
  sample: {
    title: 'Look around in the sample',
    text: 'About 200 traces: retrieval, tool-using agents, conversations, errors, Japanese, and feedback from users.',
    action: 'Open the sample',
  },
  create: {
    title: 'Start a new workspace',
    text: 'An empty file for your own traces. Send them with OpenTelemetry, or import a file.',
    action: 'New workspace…',
  },
  open: {
    title: 'Open a workspace',
    text: 'An .assay file from this computer, or one that a colleague sent.',
    action: 'Open…',
  },
  recent: 'Recent workspaces',
  dropWithDialogs: 'An .assay file can also be dropped anywhere in this window.',
  opening: 'Opening…',
}
