// Signing out, asked again when something that was logged has not been sent yet.
import { useState } from 'preact/hooks';
import { useWords } from '../language/language.ts';
import { queue } from '../offline/queue.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemNote } from '../parts/problem.tsx';
import { common } from '../parts/words.ts';
import { useStore } from '../store.ts';
import { signOut } from './session.ts';
import { shellWords } from './words.ts';

export function SignOut() {
  const words = useWords(shellWords);
  const shared = useWords(common);
  const unsent = useStore(queue).length;
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const leave = () => signOut().catch(setError);
  return (
    <>
      <ProblemNote error={error} />
      <button type="button" onClick={() => (unsent > 0 ? setAsking(true) : void leave())}>
        {words.signOut}
      </button>
      {isAsking && (
        <Dialog title={words.signOut} onClose={() => setAsking(false)}>
          <p>{words.unsent(unsent)}</p>
          <div class="row">
            <button type="button" onClick={() => setAsking(false)}>
              {shared.cancel}
            </button>
            <button type="button" class="danger" onClick={() => void leave()}>
              {words.lose}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
