/** What a run's scorers are asked, and what they answer. */
import type { IngestAssessment } from '../../../shared/model/ingest.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Score, ScoredRow } from '../scorers/scored-row.ts'
import type { CallDesk } from './call-desk.ts'
import type { JudgeConversation, JudgeTrace } from './judge-content.ts'

/** Where a question belongs, and what else can be looked up for it. */
export interface Asking {
  desk: CallDesk
  position: number
  /** The spans of the row's trace, as far as they are there. */
  readTrace(): Promise<JudgeTrace>
}

/** A scorer, ready to be asked about many rows. It answers with an error rather than throwing, but for a cancellation. */
export interface Scorer {
  name: string
  source: IngestAssessment['source']
  score(row: ScoredRow, asking: Asking): Promise<Score> | Score
}

/** A scorer of whole conversations: asked once for each, on its first trace. */
export interface ConversationScorer {
  name: string
  source: IngestAssessment['source']
  score(
    conversation: JudgeConversation & { expectations: Record<string, Json> },
    asking: Pick<Asking, 'desk' | 'position'>,
  ): Promise<Score>
}

export interface Scorers {
  rows: Scorer[]
  conversations: ConversationScorer[]
}
