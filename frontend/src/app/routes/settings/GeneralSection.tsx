import { TextArea, TextField } from "../../components/Field.tsx";
import { Section } from "./Section.tsx";
import { useDraft } from "./useDraft.ts";

export function GeneralSection() {
  const draft = useDraft();
  return (
    <Section id="general" title="General" draft={draft} fields={["name", "license_text"]}>
      <TextField
        label="Name"
        maxLength={200}
        value={draft.values.name}
        error={draft.errorOf("name")}
        onChange={(event) => draft.set("name", event.target.value)}
      />
      <TextArea
        label="License of the images"
        hint="Goes into every export, so that those who use the boxes know what they may do."
        placeholder="CC BY 4.0"
        value={draft.values.license_text}
        error={draft.errorOf("license_text")}
        onChange={(event) => draft.set("license_text", event.target.value)}
      />
    </Section>
  );
}
