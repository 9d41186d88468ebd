<#ftl output_format="Markdown" auto_esc=true strip_whitespace=true>
<#assign s = statistics>
<#assign split = s.samples != s.samplesOf("none")>
<#function count number one several><#return number?string + " " + (number == 1)?then(one, several)></#function>
# Datasheet of ${s.name}

After Gebru et al., *Datasheets for Datasets* (2021). What the data themselves say is filled in. What only people know is marked **To answer**: replace these lines before the dataset is used or
passed on.

| | |
|---|---|
| Fingerprint | ${s.fingerprint} |
| Samples | ${s.samples} |
| Sources | <#list s.sources as source>${source.name?has_content?then(source.name, "(not named)")} (${source.samples})<#sep>, </#list> |

## Motivation

- For what purpose was the dataset created? **To answer**
- Who created it, and on whose behalf? **To answer**
- Who paid for it? **To answer**

## Composition

- **What do the instances represent?** Images of faces, each with the expression that people saw in it<#if s.unlabelled gt 0>, but for ${count(s.unlabelled, "unlabelled one", "unlabelled ones")}</#if>. The label says which expression is shown, never what the person felt.
- **How many are there of each type?** ${count(s.samples, "sample", "samples")}.

| expression | train | validation | test | no split | all | of these augmented |
|---|---:|---:|---:|---:|---:|---:|
<#list s.classes as row>
| ${row.expression.label()} | ${row.train} | ${row.validation} | ${row.test} | ${row.withoutSplit} | ${row.samples} | ${row.augmented} |
</#list>
<#if s.unlabelled gt 0>
| unlabelled | <#list s.splits as counts>${counts.unlabelled} | </#list>${s.unlabelled} | |
</#if>

- **Is it a sample of a larger set, and how was it drawn?** **To answer**
- **What data does each instance consist of?** An image (<#list s.images.formats?keys?filter(name -> s.images.formats[name] > 0) as name>${s.images.formats[name]} ${name?upper_case}<#sep>, </#list>) and a JSON with its label<#if s.images.decoded gt 0>. <#if s.images.differentSizes == 1>All images have ${s.images.sizes[0].width} x ${s.images.sizes[0].height} pixels<#else>The images have ${s.images.differentSizes} different sizes, of ${s.images.width.minimum} to ${s.images.width.maximum} by ${s.images.height.minimum} to ${s.images.height.maximum} pixels</#if>; ${s.images.coloured} are in colour and ${s.images.grey} grey</#if>.
- **Is information missing?** ${count(s.subjects.samplesWithoutSubject, "original does", "originals do")} not say who is shown; ${count(s.images.damaged, "image", "images")} cannot be decoded. Age, gender and origin of the people are not recorded.
- **Are relationships between instances explicit?** <#if s.subjects.subjects gt 0>${count(s.subjects.subjects, "subject is", "subjects are")} told apart, with ${s.subjects.samplesPerSubject.minimum} to ${s.subjects.samplesPerSubject.maximum} originals each (median ${s.subjects.samplesPerSubject.median}).<#else>No subject is known.</#if> Augmented samples name their origin.
- **Are there recommended splits?** <#if split><#list s.splits?filter(counts -> counts.samples > 0) as counts>${counts.split} ${counts.samples}<#sep>, </#list>.<#else>None is set.</#if>
- **Are there errors, noise or redundancies?** ${count(s.equalImages.repeated, "original repeats", "originals repeat")} an image byte for byte, ${count(s.equalImages.differingLabels, "group", "groups")} of equal images ${(s.equalImages.differingLabels == 1)?then("has", "have")} different labels, and ${s.equalImages.acrossSplits} ${(s.equalImages.acrossSplits == 1)?then("is", "are")} in more than one split. With images that look alike (perceptual hashes within ${s.nearDuplicateDistance} of 64 bits): ${s.nearDuplicates.repeated} repeated, ${s.nearDuplicates.differingLabels} groups with different labels, ${s.nearDuplicates.acrossSplits} in more than one split.
<#if s.warnings?has_content>
- **What to be warned of:**
<#list s.warnings as warning>
  - ${warning.text}
</#list>
</#if>
- **Is it self-contained, or does it rely on external resources?** Self-contained.
- **Does it contain confidential, offensive or sensitive data?** It shows faces, by which people can be recognised. Beyond that: **To answer**
- **Can individuals be identified?** Yes, by their faces. Are they named elsewhere? **To answer**

## Collection process

- How was each image acquired? **To answer**
- Who collected the images, and how were these people paid? **To answer**
- Over what time? **To answer**
- Was there an ethical review? **To answer**
- Do the people shown know of it, and did they consent to this use? Can they withdraw? **To answer**

## Preprocessing, cleaning, labelling

- **What was done to the images?** Stored as RGB. <#if s.augmentation.samples gt 0>${s.augmentation.samples} samples were made by augmentation: <#list s.augmentation.operations as name, number>${name} in ${number}<#sep>, </#list>.<#else>No sample was made by augmentation.</#if> Before that: **To answer**
- **Who labelled the images, and how far did they agree?** <#if s.votes.samples gt 0>${s.votes.samples} originals carry votes, ${s.votes.votesPerSample?string("0.0")} each on average, of which ${(100 * s.votes.agreement.mean)?string("0.0")} % are for the label. </#if>**To answer**
- **Are the raw data kept?** **To answer**

## Uses

- For what has it been used? **To answer**
- For what should it not be used? Not to judge what people feel, intend or are. In the European Union, inferring emotions of people at workplaces and in education is prohibited (AI Act, art. 5(1)(f)), and people exposed to such a system must be told (art. 50(3)). Further: **To answer**
- Which groups of people are rare in it, so that a model will be wrong more often for them? **To answer**

## Distribution

- Under which licence is each source (<#list s.sources as source>${source.name?has_content?then(source.name, "(not named)")}<#sep>, </#list>), and does it allow this use and passing it on? **To answer**
- To whom and how will it be distributed? **To answer**

## Maintenance

- Who maintains it, and how can they be reached? **To answer**
- Will it be corrected, and how do users learn of it? **To answer**
- What happens when a person shown asks to be removed? **To answer**
