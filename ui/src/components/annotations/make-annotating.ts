import type { Annotation } from '@eyepiece/shared-types';
import { Annotating } from '../../lib/annotations/annotating.svelte.ts';
import { AnnotationList } from '../../lib/annotations/annotation-list.svelte.ts';
import { KIND_WORDS } from '../../lib/annotations/shape-words.ts';
import type { AppContext } from '../../lib/shell/app-context.ts';
import { notifyError, notifyNews, notifyUndo } from '../shared/notices/notices.ts';
import { midSentence } from '../../languages/translate.ts';

const named = ({ shape }: Annotation): string => midSentence(KIND_WORDS[shape.kind]);

/** Creates the editing state of one view and shows its news as notices. */
export function makeAnnotating({ hub, session }: Pick<AppContext, 'hub' | 'session'>): Annotating {
  const list = new AnnotationList(
    { hub, session },
    {
      removed: (annotation, undo) => notifyUndo(`${KIND_WORDS[annotation.shape.kind]} removed.`, undo),
      overwritten: (now, mine) =>
        notifyNews(`${now.updatedBy.name} overwrote your change to the ${named(now)}.`, [
          { label: 'Restore mine', act: () => void list.save(list.get(now.id) ?? now, mine.shape) },
          { label: 'History', act: () => annotating.showHistory(now.id) },
        ]),
      overwrote: (now, theirs) =>
        notifyNews(`You overwrote a change by ${theirs.by.name} to the ${named(now)}.`, [
          { label: 'History', act: () => annotating.showHistory(now.id) },
        ]),
      failed: notifyError,
    },
  );
  const annotating = new Annotating(list);
  return annotating;
}
