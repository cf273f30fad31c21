// Which network interfaces a container may have: its own loopback, and what leads nowhere.
import { quote, untrusted } from '../../model/untrusted.ts'

/** The kernel makes these in every network namespace where their drivers are loaded; they lead nowhere. */
const DEAD_ENDS = /^(?:sit0|tunl0|ip6tnl0|gre0|gretap0|erspan0|ip6gre0|ip_vti0|ip6_vti0)$/

/** By `/proc/PID/net/dev`: what there is besides, in our words; null for nothing. */
export function otherDevice(devices: string | null): string | null {
  const names = [...(devices ?? '').matchAll(/^\s*([^\s:|]+):/gm)].map(([, name]) => name!)
  if (!names.includes('lo')) return 'its network interfaces could not be seen'
  const other = names.find((name) => name !== 'lo' && !DEAD_ENDS.test(name))
  return other === undefined ? null : `it has the network interface ${quote(untrusted(other), 40)}`
}
