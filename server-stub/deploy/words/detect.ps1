# Dolphin: says whether this computer has the school's Dolphin policy (Intune remediations, detection script).
# Run as SYSTEM in 64-bit PowerShell. Ends with 0 when everything is as it should be, 1 when something is to be set.
# Not yet run on a Windows computer by the makers of Dolphin.
$ErrorActionPreference = 'Stop'
$rows = @'
{rows}
'@ | ConvertFrom-Json

$missing = @()
foreach ($row in $rows) {
  $found = $null
  if (Test-Path -LiteralPath $row.key) {
    $item = Get-Item -LiteralPath $row.key
    if ($item.GetValueNames() -contains $row.name) {
      $kind = $item.GetValueKind($row.name).ToString()
      $found = $item.GetValue($row.name)
      if ($kind -ne $row.type) { $found = $null }
    }
  }
  if ("$found" -cne "$($row.data)") { $missing += "$($row.key) $($row.name)" }
}
if ($missing.Count -gt 0) {
  Write-Output ("To be set: " + ($missing -join '; '))
  exit 1
}
Write-Output 'Dolphin is set.'
exit 0
