/**
 * Which `Host`, `:authority` and `Origin` a loopback receiver answers.
 *
 * Binding to loopback does not keep web pages out: a page's own name can be made to resolve to 127.0.0.1 (DNS
 * rebinding), and then the request is same-origin for the browser. A name that no public DNS can own is safe.
 */

/** True for `localhost`, `*.localhost`, 127.0.0.0/8 and `[::1]`, with or without a port, and for `allowed` names. */
export function isLocalHost(host: string | undefined, allowed: readonly string[] = []): boolean {
  const name = host === undefined ? undefined : hostName(host)
  return name !== undefined && (isLocalName(name) || allowed.includes(name))
}

/** True for `http` and `https` origins on the names above. */
export function isLocalOrigin(origin: string, allowed: readonly string[] = []): boolean {
  const match = /^https?:\/\/([^/\s]+)$/i.exec(origin)
  return match !== null && isLocalHost(match[1], allowed)
}

/** The name of `name:port`, in lower case; undefined when it is neither a name nor an address. */
function hostName(host: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host)
  return match?.[1]?.toLowerCase().replace(/\.$/, '')
}

function isLocalName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  )
}
