package kiosk

// MethodRules describes the rules that are on.
var MethodRules = methodRules
