import { useMutation, useQueryClient } from '@tanstack/react-query';
import { requestJson } from './request-json.ts';

export const settingsDocumentPath = '/api/settings/document';

const checkContract = () =>
  import('#lib/contracts/settings-document.ts').then((module) => module.checkDocumentResponseSchema);
const settingsContract = () =>
  import('#lib/contracts/settings.ts').then((module) => module.settingsResponseSchema);

/** `POST /api/settings/document/check`: what a file would change, or everything that is wrong with it. */
export function useCheckDocument() {
  return useMutation({
    mutationFn: (document: unknown) =>
      requestJson(`${settingsDocumentPath}/check`, checkContract, { method: 'POST', body: { document } }),
  });
}

type DocumentImport = { readonly document: unknown; readonly expectedRevision: number };

/** `POST /api/settings/document`; whatever depends on settings is read anew. */
export function useImportDocument() {
  const client = useQueryClient();
  return useMutation({
    scope: { id: 'settings' },
    mutationFn: (body: DocumentImport) =>
      requestJson(settingsDocumentPath, settingsContract, { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries(),
  });
}
