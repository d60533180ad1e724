import { useTranslations } from 'next-intl';
import { syncRuleNames } from '#components/contacts/mapping-faults.ts';
import type { SettingChangeView } from '#lib/contracts/audit.ts';

const createOptions = ['nothing', 'lead', 'contact'] as const;
const deleteOptions = ['keep', 'archive'] as const;
type Value = SettingChangeView['before'];

/** Says a setting's value in the words it is chosen by. */
export function useSettingValue(): (setting: SettingChangeView['setting'], value: Value) => string {
  const t = useTranslations('settingChanges');
  const common = useTranslations('common');
  const creating = useTranslations('creating.options');
  const deleting = useTranslations('deleting.options');
  const ruleNames = useTranslations('rules');
  return (setting, value) => {
    if (setting === 'inclusionList') return value ?? common('noLimit');
    if (value === null) return setting === 'mapping' ? t('notMapped') : t('blank');
    if (value === 'true') return t('on');
    if (value === 'false') return t('off');
    const create = setting === 'createInSalesforce' && createOptions.find((each) => each === value);
    if (create) return creating(`${create}.label`);
    const onDelete = setting === 'onSalesforceDelete' && deleteOptions.find((each) => each === value);
    if (onDelete) return deleting(`${onDelete}.label`);
    const rule = setting === 'mapping' && syncRuleNames.find((each) => each === value);
    return rule ? ruleNames(`${rule}.label`) : value;
  };
}
