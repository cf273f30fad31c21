// A payment in words: to whom, how much, in what and where, as far as its arguments say. The answer is tied to all of the values.
import type { Value } from './values.ts'

const PARTS = {
  amount: /^(?:amount|sum|value|total|quantity|price|lamports|wei|satoshis?)(?:in)?(?:cents|minor)?$/,
  unit: /^(?:currency|currencycode|token|tokensymbol|asset|coin|symbol|denom|mint)$/,
  recipient:
    /^(?:to|toaddress|toaccount|recipient|recipientaddress|payee|payto|beneficiary|receiver|destination|dest|address|iban|account|wallet|vendor)$/,
  chain: /^(?:chain|chainid|chainname|network|networkid|rail)$/,
} as const

type Part = keyof typeof PARTS

const MOST = 4

/** One line. What no argument names is said too: it is for the server to choose then. */
export function paymentWords(values: readonly Value[]): string {
  const words = (part: Part, otherwise: string): string => {
    const all = values.filter((value) => partOf(value) === part).map(({ shown }) => shown)
    if (all.length === 0) return otherwise
    const more = all.length > MOST ? ` and ${all.length - MOST} more` : ''
    return `${all.slice(0, MOST).join(' and ')}${more}`
  }
  const amount = words('amount', 'an amount that no argument names')
  const unit = words('unit', '')
  const recipient = words('recipient', 'somebody whom no argument names')
  const chain = words('chain', '')
  return `${amount}${unit === '' ? '' : ` ${unit}`} to ${recipient}${chain === '' ? '' : ` on ${chain}`}`
}

/** By its own name, or by the name around it: `/recipient/name` is of the recipient. */
const partOf = ({ at, key }: Value): Part | undefined => named(key) ?? named(at.split('/').at(-2) ?? '')

function named(name: string): Part | undefined {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return (Object.keys(PARTS) as Part[]).find((part) => PARTS[part].test(plain))
}
