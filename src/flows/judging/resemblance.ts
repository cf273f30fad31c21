// Asks the two classifiers. Their weights are read when the first text is judged, and kept.
import { Failure } from '../../core/model/failure.ts'
import type { Report } from '../../core/model/finding.ts'
import type { RuleCard } from '../../core/model/rule-card.ts'
import { Classifier } from '../../core/text/ngram/score.ts'
import type { Field } from '../../core/rules/field.ts'
import type { Seek } from '../../core/rules/seek.ts'
import { RESEMBLES_INJECTION, RESEMBLES_POISON, resembling } from '../../core/rules/resemblance.ts'
import { loadModel, type ModelName } from '../../io/engine/models.ts'

/** The report, with what the classifier says added to it. Broken weights have not looked, and that is never a pass. */
export type WithResemblance = (report: Report, fields: readonly Field[], seek: Seek) => Report

export const withPoison = asking('catalogue', RESEMBLES_POISON)
export const withInjection = asking('answers', RESEMBLES_INJECTION)

function asking(name: ModelName, card: RuleCard): WithResemblance {
  let classifier: Classifier | null = null
  return (report, fields, seek) => {
    const checks = (report.checks ?? 0) + 1
    try {
      classifier ??= new Classifier(loadModel(name))
      return { ...report, checks, findings: [...report.findings, ...resembling(fields, classifier, card, seek)] }
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      return { ...report, checks, unanswered: [...report.unanswered, { rule: card.id, why: cause.message }] }
    }
  }
}
