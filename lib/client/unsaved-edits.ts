/** What a person is asked before edits are lost; `null` while there are none. One page edits at a time. */
let question: string | null = null;

/** Has everybody who leaves the page be asked; answers how to stop that. */
export function holdPage(ask: string): () => void {
  question = ask;
  return () => {
    question = null;
  };
}

export function isPageHeld(): boolean {
  return question !== null;
}

/** True when nothing would be lost, or the person does not mind. Asks once. */
export function mayLeavePage(): boolean {
  if (question !== null && !window.confirm(question)) return false;
  question = null;
  return true;
}
