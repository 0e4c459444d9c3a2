/** Style of the review page, inside of it: its content security policy names the hash of this text and allows no other. */
import { createHash } from 'node:crypto'

export const reviewStyle = `
:root { color-scheme: light dark; --text: #1d2127; --dim: #5a626d; --line: #d9dde3; --page: #ffffff; --raised: #f6f7f9; --accent: #2b5fd0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --dim: #a3abb6; --line: #363c45; --page: #16191d; --raised: #1e2227; --accent: #8ab0ff; }
}
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 0.75rem; }
h3 { font-size: 1rem; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
p { margin: 0 0 0.5rem; overflow-wrap: anywhere; }
.kind, .note, .facts, .empty, dt { color: var(--dim); }
.kind, .facts { font-size: 0.875rem; }
code { font: 0.85em ui-monospace, monospace; }
dl { display: grid; grid-template-columns: minmax(3.5rem, max-content) 1fr; gap: 0.35rem 1rem; margin: 0; }
dd { margin: 0; min-width: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
progress { width: 100%; margin: 1rem 0; accent-color: var(--accent); }
ol { margin: 0; padding: 0; list-style: none; counter-reset: item; }
li { counter-increment: item; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); padding: 0.75rem 1rem; margin: 0 0 0.75rem; }
li > :first-child::before { content: counter(item) ". "; color: var(--dim); font-weight: 400; }
li > p:last-child { margin: 0; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0 0 1rem; }
button, input { font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--dim); border-radius: 6px; padding: 0.4rem 0.9rem; }
button { color: var(--page); background: var(--accent); border-color: var(--accent); cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.state { font-weight: 600; color: var(--text); }
.state.complete { color: var(--accent); }
`

/** Nothing but this style and the form that leads to a review link, at another port of this machine: no scripts, no frames, no requests. */
export const reviewPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(reviewStyle).digest('base64')}'; base-uri 'none'; form-action 'self' http://127.0.0.1:* http://localhost:* http://[::1]:*; frame-ancestors 'none'`
