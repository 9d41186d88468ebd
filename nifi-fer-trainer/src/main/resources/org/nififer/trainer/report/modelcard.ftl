<#ftl output_format="Markdown" auto_esc=true strip_whitespace=true>
<#function ratio number><#return number?string("0.000")></#function>
<#function between figure interval=""><#if interval?is_hash><#return figure?string("0.000") + " (" + interval.low?string("0.00") + "–" + interval.high?string("0.00") + ")"></#if><#return figure?string("0.000")></#function>
<#function text value><#if value?is_boolean><#return value?c></#if><#if value?is_number><#return value?string("0.##########")></#if><#return value></#function>

<#macro figures metrics>
| | |
|---|---|
| Accuracy | ${between(metrics.accuracy, (metrics.intervals.accuracy)!"")} |
| Accuracy of seven, without contempt | ${between(metrics.accuracy7, (metrics.intervals.accuracy7)!"")} |
| Weighted F1 | ${between(metrics.weighted.f1, (metrics.intervals.weighted.f1)!"")} |
| Macro F1 | ${between(metrics.macro.f1, (metrics.intervals.macro.f1)!"")} |
<#if metrics.calibration??>
| Expected calibration error | ${ratio(metrics.calibration.ece)} |
</#if>

| expression | precision | recall | F1 | samples |
|---|---:|---:|---:|---:|
<#list metrics.perClass as row>
| ${row.label} | <#if row.support == 0>– | – | –<#else>${between(row.precision, (metrics.intervals.perClass[row?index].precision)!"")} | ${between(row.recall, (metrics.intervals.perClass[row?index].recall)!"")} | ${between(row.f1, (metrics.intervals.perClass[row?index].f1)!"")}</#if> | ${row.support} |
</#list>
</#macro>
# Model card of ${id}

After Mitchell et al., *Model Cards for Model Reporting* (2019). What the model file and its evaluation say is filled in. What only people know is marked **To answer**: replace these lines before
the model is used or passed on.

## The model

| | |
|---|---|
| Model | ${id} |
| Network | <#if variant == "resnet">ResNet<#else>Swin Transformer</#if><#if variant == "swin-se"> with squeeze-and-excitation (reduction ${architecture.seReduction})</#if>, ${parameters} weights |
| Input | one face, ${architecture.imageSize} × ${architecture.imageSize} pixels, <#if colour == "grey">grey (luminance, the same in three channels)<#else>RGB</#if>; mean <#list mean as value>${value?c}<#sep>, </#list>, deviation <#list std as value>${value?c}<#sep>, </#list> |
| Output | a probability of each of: <#list labels as label>${label}<#sep>, </#list> |
<#if training.runId??>
| Training run | ${training.runId} |
</#if>

- Who trained it, and who answers for it? **To answer**
- Under which licence may it be used? Its training data may restrict that. **To answer**

## Intended use

To name the expression that a face *shows*, as annotators would name it, in photos of the kind of its training data: research, and tools whose results a person looks at. What a face
shows is not what a person feels, intends or is; the model knows nothing of that.

- For what is this one meant? **To answer**

## Prohibited and unsuitable use

- Inferring the emotions of people at workplaces and in education is prohibited in the European Union (AI Act, art. 5(1)(f)).
- People who are exposed to such a system must be told (art. 50(3)).
- No decision on a person may rest on its answers: not on hiring, credit, health, truthfulness, attention, guilt or danger.
- It is not made for faces that are small, covered or turned away, nor for children, unless its data and its evaluation cover them.

## Data

| | |
|---|---|
| Fingerprint of the dataset | ${fingerprint!"unknown"} |
<#if training.samples??>
<#list training.samples as split, counts>
| ${split} | <#list counts as label, count>${label} ${count}<#sep>, </#list> |
</#list>
<#elseif training.trainingSamples??>
| train | ${training.trainingSamples} samples |
</#if>
<#if training.initialWeights??>
| Weights at the start | ${training.initialWeights.format} file, SHA-256 ${training.initialWeights.sha256} |
<#elseif training.runId??>
| Weights at the start | random |
</#if>
<#if training.teacher??>
| Teacher | model ${training.teacher.modelId}: its answers, at temperature ${text(training.teacher.temperature)}, are the targets of ${(training.samples.train.unlabelled)!0} unlabelled train samples<#if training.teacher.weight gt 0>, and ${text(training.teacher.weight)} of those of the labelled ones whose expression it knows</#if> |
<#elseif (training.samples.train.unlabelled)??>
| Teacher | none: the unlabelled train samples were left out |
</#if>

- From which sources are the images, did the people shown consent, and what do the licences allow? The datasheet of `dataset describe` asks further. **To answer**
- Age, gender and origin of the people are not recorded in a dataset of nifi-fer. Who is rare in it? **To answer**

## Training

<#if training.runId??>
| setting | |
|---|---|
<#list settings as name, value>
| ${name} | ${text(value)} |
</#list>
<#else>
Not trained here, or by an older version: the file does not tell how.
</#if>

## Metrics

<#if evaluation??>
On the ${evaluation.split} split of ${evaluation.dataset} (fingerprint ${evaluation.datasetFingerprint}), ${evaluation.samples} samples. In brackets: where a figure lies in ${(100 * evaluation.intervals.level)?string("0")} % of ${evaluation.intervals.resamples} bootstrap resamples.
<#if evaluation.warnings?has_content>

<#list evaluation.warnings as warning>
- **${warning}**
</#list>
</#if>

<@figures evaluation/>
<#elseif metrics??>
On the validation split of the training, ${metrics.samples} samples. These samples have chosen the epoch: the figures are too good for new faces. Evaluate the model on a test split, and write this card with
`card --evaluation`.

<@figures metrics/>
<#else>
Not evaluated.
</#if>

## Limits

<#if weak?has_content>
- Below an F1 of 0.5: <#list weak as row>${row.label} (${ratio(row.f1)}, ${row.support} samples)<#sep>, </#list>. Do not rely on these answers.
</#if>
<#if scarce?has_content>
- Measured on fewer than 30 samples, so that its figures say little: <#list scarce as row>${row.label} (${row.support})<#sep>, </#list>.
</#if>
- The figures hold for people, light and cameras like those of the samples; on others the model is wrong more often, and differently often for different groups of people.
- It always answers one of its expressions, also for a face that shows none of them, or for no face.
<#if evaluation??>
- Its confidence is off by ${ratio(evaluation.calibration.ece)} on average.
<#else>
- How far its confidence can be trusted has not been measured.
</#if>
- Whose faces does it get wrong more often? **To answer**
