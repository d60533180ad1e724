import { useTranslations } from 'next-intl';
import { MessagePage } from '#components/message-page.tsx';

export default function NotFoundPage() {
  const t = useTranslations('notFound');
  return <MessagePage title={t('title')} text={t('text')} />;
}
