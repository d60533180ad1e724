/** The criteria of a list, as HubSpot's lists API spells them. Only what the sandbox evaluates is typed. */
export interface FilterBranch {
  filterBranchType: 'OR' | 'AND';
  filterBranchOperator?: string;
  filterBranches: FilterBranch[];
  filters: ListFilter[];
}

export type ListFilter = PropertyFilter | InListFilter;

export interface PropertyFilter {
  filterType: 'PROPERTY';
  property: string;
  operation: PropertyOperation;
}

export interface InListFilter {
  filterType: 'IN_LIST';
  listId: string;
  operator: 'IN_LIST' | 'NOT_IN_LIST';
}

export interface PropertyOperation {
  operationType: string;
  operator: string;
  /** Whether a contact without a value passes; false when left out. */
  includeObjectsWithNoValueSet?: boolean;
  value?: unknown;
  values?: string[];
  lowerBound?: number;
  upperBound?: number;
  timePoint?: TimePoint;
  lowerBoundTimePoint?: TimePoint;
  upperBoundTimePoint?: TimePoint;
  endpointBehavior?: string;
  lowerBoundEndpointBehavior?: string;
  upperBoundEndpointBehavior?: string;
  propertyParser?: string;
}

export interface TimePoint {
  timeType: string;
  zoneId?: string;
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  indexReference?: {
    referenceType: string;
    hour?: number;
    minute?: number;
    second?: number;
    millisecond?: number;
  };
  offset?: Partial<Record<OffsetUnit, number>>;
}

export type OffsetUnit =
  | 'milliseconds'
  | 'seconds'
  | 'minutes'
  | 'hours'
  | 'days'
  | 'weeks'
  | 'months'
  | 'quarters'
  | 'years';
