{{- define "sharedfate.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "sharedfate.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "sharedfate.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "sharedfate.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "sharedfate.selector" -}}
app.kubernetes.io/name: {{ include "sharedfate.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sharedfate.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "sharedfate.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "sharedfate.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "sharedfate.fullname" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "sharedfate.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- /* What cannot work, said before anything is made of it. */ -}}
{{- define "sharedfate.check" -}}
{{- $processes := 0 }}
{{- range $name, $group := .Values.groups }}
{{- if kindIs "map" $group }}
{{- $replicas := int (dig "replicas" 1 $group) }}
{{- $processes = add $processes $replicas }}
{{- end }}
{{- end }}
{{- if and (gt (int $processes) 1) (not .Values.store.url.secretName) }}
{{- fail "groups: several processes need a store that they share: set store.url.secretName to a secret with REDIS_URL" }}
{{- end }}
{{- $access := dig "SHAREDFATE_WEB_ACCESS" "token" .Values.settings }}
{{- if and (eq $access "token") (not .Values.existingSecret) (not (dig "SHAREDFATE_WEB_TOKEN" "" .Values.secrets)) }}
{{- fail "SHAREDFATE_WEB_TOKEN is not set: put it into a secret and name that in existingSecret, or set secrets.SHAREDFATE_WEB_TOKEN (openssl rand -hex 32)" }}
{{- end }}
{{- if and .Values.existingSecret .Values.secrets }}
{{- fail "existingSecret and secrets are both set: choose one" }}
{{- end }}
{{- end }}
