import { html, nothing, type TemplateResult } from 'lit';
import { causalitySentence } from '../../../src/common/causality';
import { contextCapSentence } from '../../../src/common/contextCap';
import { noiseFloorMeaning } from '../../../src/common/explanations';
import { formatNats, type DisplayUnit } from '../../../src/common/format';
import type { PanelFigures } from '../../../src/common/protocol/panel';
import { overviewFigures } from '../../../src/common/panel/overviewFigures';
import type { Figure } from '../../../src/common/report/figures';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { section } from '../parts/section';
import { unbroken } from '../parts/unbroken';

function cards(figures: readonly Figure[]): TemplateResult {
  return html`<dl class="figures">
    ${figures.map(
      ({ label, value, note }) =>
        html`<div class="figure">
          <dt>${label}</dt>
          <dd class="value">${value}</dd>
          <dd class="note">${note}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Two texts under the same pair, one column each. */
function sideBySide(
  first: { title: string; figures: PanelFigures },
  second: { title: string; figures: PanelFigures },
  unit: DisplayUnit,
  noiseFloor: number,
): TemplateResult {
  const others = overviewFigures(second.figures, unit, noiseFloor);
  return html`<p class="second">
      <bdi class="name">${second.title}</bdi>: ${second.figures.verdict}
    </p>
    <table class="numbers side-by-side">
      <caption class="hidden-text">
        Both texts under the same pair
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col"><bdi class="name" title=${first.title}>${first.title}</bdi></th>
          <th scope="col"><bdi class="name" title=${second.title}>${second.title}</bdi></th>
        </tr>
      </thead>
      <tbody>
        ${overviewFigures(first.figures, unit, noiseFloor).map((figure, index) => {
          const other = others[index];
          return html`<tr>
            <th scope="row">${figure.label}</th>
            <td>${figure.value} <span class="note">${figure.note}</span></td>
            <td>${other?.value} <span class="note">${other?.note}</span></td>
          </tr>`;
        })}
      </tbody>
    </table>`;
}

/** The finding in one sentence and four figures, of one text or of two. */
export function overviewSection(input: SectionInput, context: PanelContext): TemplateResult {
  const { view, snapshot, tokens } = input;
  const { result } = tokens;
  const { unit } = snapshot;
  const { against, figures } = result;
  return section(
    'overview',
    html`${exportButton(context, 'overview', 'Overview', {})}
    ${disclosureButton(view, context, 'overviewHelp', 'What is this?', 'What is the overview?')}`,
    html`${disclosed(view, 'overviewHelp', () => overviewHelp(input))}
      <p class="verdict">
        ${against ? html`<bdi class="name">${snapshot.title}</bdi>: ` : nothing}${unbroken(figures.verdict)}
      </p>
      ${
        against
          ? sideBySide({ title: snapshot.title, figures }, against, unit, result.noiseFloor)
          : cards(overviewFigures(figures, unit, result.noiseFloor))
      }`,
  );
}

function overviewHelp({ snapshot: { unit }, tokens: { result } }: SectionInput): TemplateResult {
  const most = unit === 'bits' ? '1 bit' : '0.69 nats';
  return html`<p>
      <b>Divergence</b>: how far apart the two predicted distributions are (Jensen-Shannon), as a
      mean over the tokens; 0 when they are the same, at most ${most}. ± is one standard error, from
      the means of blocks of at least 32 tokens.
    </p>
    <p>
      <b>Perplexity</b>: exp of the mean surprisal of the tokens that are there. The lower it is,
      the better the model predicts this text.
    </p>
    <p>
      <b>Divergent tokens</b>: those whose divergence reaches the threshold of
      ${formatNats(result.threshold, unit)} (a setting) and lies above the noise floor of
      ${formatNats(result.noiseFloor, unit, 4)}. ${noiseFloorMeaning}
      ${causalitySentence(result, unit)}
    </p>
    <p>
      <b>Implied reward</b>: the mean log ratio, log p<sub>tuned</sub> − log p<sub>base</sub> of the
      tokens that are there. It is a reward (up to its scale and a constant) only if the tuned model
      is the optimum of KL-regularised reinforcement learning from exactly this base; for any other
      pair read it as a log ratio.
    </p>
    <p>
      Both models, <bdi>${result.baseName}</bdi> and <bdi>${result.tunedName}</bdi>, got the same
      tokens, the same windows and the same dtype (${result.dtype}). The numbers are over the full
      vocabulary. ${result.contextCap ? contextCapSentence(result.contextCap) : nothing}
    </p>`;
}
