// The private link by which a calendar program shows the visits: told once, and made anew when it got about.
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useCommon, useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { makeCalendarLink } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

export function CalendarDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const make = useMutation({ mutationFn: makeCalendarLink });
  const address = make.data?.url;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("calendar_link")}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <Text size="sm">{t("calendar_text")}</Text>
        <ProblemAlert error={make.error} />
        {address ? (
          <>
            <Code block className={classes.address}>
              {address}
            </Code>
            <Text size="sm" c="dimmed">
              {t("calendar_once")}
            </Text>
            <Group justify="space-between">
              <CopyButton value={address}>
                {({ copied, copy }) => (
                  <Button
                    onClick={copy}
                    leftSection={
                      copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
                    }
                  >
                    {copied ? common("copied") : common("copy")}
                  </Button>
                )}
              </CopyButton>
              <Button variant="default" onClick={onClose}>
                {common("close")}
              </Button>
            </Group>
          </>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              {t("calendar_old_ends")}
            </Text>
            <Group>
              <Button loading={make.isPending} onClick={() => make.mutate()}>
                {t("calendar_make")}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
