import contactProperties from '#sandbox/hubspot/data/contact-properties.json' with { type: 'json' };
import propertyGroups from '#sandbox/hubspot/data/property-groups.json' with { type: 'json' };

export type PropertyType = 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool';

export interface PropertyOption {
  value: string;
  label: string;
  hidden: boolean;
  displayOrder: number;
  description?: string;
}

/** One contact property of one portal. */
export interface PropertyDefinition {
  name: string;
  label: string;
  type: PropertyType;
  fieldType: string;
  groupName: string;
  description: string;
  options: PropertyOption[];
  hasUniqueValue: boolean;
  calculated: boolean;
  hidden: boolean;
  hubspotDefined: boolean;
  /** The valid values live elsewhere (owners), `options` is empty. */
  externalOptions: boolean;
  formField: boolean;
  displayOrder: number;
  readOnlyValue: boolean;
  readOnlyOptions: boolean;
  referencedObjectType?: string;
  createdAt?: number;
  updatedAt?: number;
  archivedAt?: number;
}

export interface PropertyGroup {
  name: string;
  label: string;
  displayOrder: number;
  archivedAt?: number;
}

/** The contact properties and groups of one portal. */
export interface PropertyCatalog {
  /** The live property with this name; names are lower case. */
  find(name: string): PropertyDefinition | undefined;
  findArchived(name: string): PropertyDefinition | undefined;
  all(): PropertyDefinition[];
  archived(): PropertyDefinition[];
  put(definition: PropertyDefinition): void;
  archive(name: string, at: number): void;
  groups: Map<string, PropertyGroup>;
  exportState(): CatalogState;
  importState(state: CatalogState): void;
}

export interface CatalogState {
  live: Map<string, PropertyDefinition>;
  archived: Map<string, PropertyDefinition>;
  groups: Map<string, PropertyGroup>;
}

interface CompactDefinition {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  groupName: string;
  description: string;
  options?: { value: string; label: string }[];
  hasUniqueValue?: boolean;
  calculated?: boolean;
  hidden?: boolean;
  hubspotDefined?: boolean;
  externalOptions?: boolean;
  formField?: boolean;
  readOnlyValue?: boolean;
  readOnlyOptions?: boolean;
  referencedObjectType?: string;
}

export function createPropertyCatalog(): PropertyCatalog {
  const live = new Map<string, PropertyDefinition>();
  const archived = new Map<string, PropertyDefinition>();
  const groups = new Map<string, PropertyGroup>(
    propertyGroups.map((group, displayOrder) => [group.name, { ...group, displayOrder }]),
  );
  for (const compact of contactProperties as CompactDefinition[]) live.set(compact.name, expand(compact));
  return {
    find: (name) => live.get(name),
    findArchived: (name) => archived.get(name),
    all: () => [...live.values()],
    archived: () => [...archived.values()],
    put(definition) {
      archived.delete(definition.name);
      live.set(definition.name, definition);
    },
    archive(name, at) {
      const definition = live.get(name);
      if (!definition) return;
      live.delete(name);
      archived.set(name, { ...definition, archivedAt: at });
    },
    groups,
    exportState: () => ({ live, archived, groups }),
    importState(state) {
      replaceAll(live, state.live);
      replaceAll(archived, state.archived);
      replaceAll(groups, state.groups);
    },
  };
}

/** Fills in what the data file leaves out because it is the same for most properties. */
function expand(compact: CompactDefinition): PropertyDefinition {
  const { referencedObjectType, options = [], hubspotDefined = true, ...rest } = compact;
  return {
    hasUniqueValue: false,
    calculated: false,
    hidden: false,
    externalOptions: false,
    formField: false,
    displayOrder: -1,
    readOnlyValue: false,
    readOnlyOptions: hubspotDefined,
    ...rest,
    type: compact.type as PropertyType,
    hubspotDefined,
    options: options.map((option, displayOrder) => ({ ...option, hidden: false, displayOrder })),
    ...(referencedObjectType === undefined ? {} : { referencedObjectType }),
  };
}

function replaceAll<T>(target: Map<string, T>, source: ReadonlyMap<string, T>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}
