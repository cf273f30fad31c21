// The tools that code registers, judged by the words with which a model would be told of them, as the rules on catalogues judge them.
import { EMPTY_CATALOGUE, type Item } from '../../core/model/catalogue.ts'
import type { Finding, Unanswered } from '../../core/model/finding.ts'
import { step } from '../../core/model/pointer.ts'
import { reveal } from '../../core/model/untrusted.ts'
import type { FileFacts, ToolSeen } from '../../core/vet/fact.ts'
import { lineOf } from '../../core/vet/told.ts'
import { judgeCatalogue } from '../judging/judge.ts'

export function judgeTools(
  server: string,
  files: readonly FileFacts[],
  texts: ReadonlyMap<string, string>,
): { findings: Finding[]; unanswered: Unanswered[] } {
  const findings: Finding[] = []
  const unanswered: Unanswered[] = []
  for (const { path, tools } of files) {
    if (tools.length === 0) continue
    const report = judgeCatalogue(server, 'legacy', { ...EMPTY_CATALOGUE, tools: tools.map(itemOf) }, [])
    unanswered.push(...report.unanswered)
    for (const finding of report.findings) {
      const tool = toolAt(finding.evidence.at, tools)
      const line = lineOf(texts.get(path) ?? '', tool?.at ?? 0)
      const note = `in what a model is told: ${finding.evidence.at}`
      // Read from code, and told to nobody yet: words alone make nobody malicious.
      findings.push({
        ...finding,
        confidence: finding.confidence === 'high' ? 'medium' : finding.confidence,
        evidence: { ...finding.evidence, at: `${reveal(path)}:${line}`, note },
      })
    }
  }
  return { findings, unanswered }
}

/** Rules name a tool by its name, cut or escaped, or by its number. One name may begin with another. */
function toolAt(at: string, tools: readonly ToolSeen[]): ToolSeen | undefined {
  const named = tools.filter(({ name }) =>
    [step(name), reveal(name.slice(0, 60))].some((shown) => `${at}/`.startsWith(`/tools/${shown}/`)),
  )
  const [longest] = named.toSorted((a, b) => b.name.length - a.name.length)
  return longest ?? tools[Number(/^\/tools\/(\d+)\//.exec(at)?.[1])]
}

const itemOf = ({ name, description, params }: ToolSeen): Item => ({
  name,
  body: {
    name,
    description,
    inputSchema: { type: 'object', properties: Object.fromEntries(params.map((param) => [param, {}])) },
  },
})
