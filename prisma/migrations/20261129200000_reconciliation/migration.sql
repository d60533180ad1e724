ALTER TYPE "run_kind" ADD VALUE 'reconciliation';
