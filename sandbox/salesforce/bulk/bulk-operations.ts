export const queryOperations = ['query', 'queryAll'] as const;
export const ingestOperations = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;

export type Operation = (typeof queryOperations)[number] | (typeof ingestOperations)[number];

export const delimiters: Record<string, string> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
};
