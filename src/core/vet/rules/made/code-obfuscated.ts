import type { VetRule } from '../../rule.ts'

export const codeObfuscated: VetRule = {
  id: 'code-obfuscated',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code was made unreadable on purpose',
  fix: 'Ask its authors for the source; what nobody can read nobody can judge.',
  references: ['MCP04', 'SAFE-T1203', 'CoSAI T11'],
  bad: () => [
    {
      'index.js': Array.from({ length: 40 }, (_, index) => `var _0x${(4096 + index).toString(16)} = ${index};`).join(
        ' ',
      ),
    },
  ],
  good: () => [{ 'index.js': 'const a=1,b=2;function c(d){return d+a+b}'.repeat(20) }],
  *check({ files }) {
    for (const { path, style } of files) {
      if (style.hexNames >= 30) yield { path, at: 0, note: `${style.hexNames} names such as _0x4b2a` }
      else if (style.escapes >= 200 && style.escapes * 4 > style.chars / 4)
        yield { path, at: 0, note: 'a quarter of it is written as codes of characters' }
    }
  },
}
