package repository

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm/schema"

	"suaraloket/domain"
)

// Readers of some columns of ratings, as the tag "reads" of ratingRow names them.
const (
	readsTally = "tally" // what the tallies count
	readsLog   = "log"   // what an export lists
	readsRules = "rules" // what the rules about bent counters read
	readsCell  = "cell"  // what a publication counts
)

// ratingField is a column of ratings and its field in ratingRow.
type ratingField struct {
	column string
	index  int
	reads  []string
}

// ratingFields are the columns of ratings in the order of ratingRow, by GORM's schema of it.
var ratingFields = sync.OnceValue(func() []ratingField {
	parsed, err := schema.Parse(&ratingRow{}, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		panic(err) // the struct is a constant of the program
	}
	fields := make([]ratingField, len(parsed.Fields))
	for i, f := range parsed.Fields {
		fields[i] = ratingField{column: f.DBName, index: f.StructField.Index[0], reads: strings.Fields(f.Tag.Get("reads"))}
	}
	return fields
})

// RatingColumns names the columns of ratings, for programs that fill databases in bulk.
func RatingColumns() []string { return columnNames(ratingFields()) }

// RatingValues gives the values of a rating in the order of RatingColumns.
func RatingValues(r domain.Rating, writer string) []any { return rowOf(r, writer).values() }

func (row ratingRow) values() []any {
	fields, from := ratingFields(), reflect.ValueOf(row)
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = from.Field(f.index).Interface()
	}
	return values
}

// columnsFor names the columns that a reader needs.
func columnsFor(reader string) []string { return columnNames(fieldsFor(reader)) }

// pointers gives where the columns that a reader needs are scanned to.
func (row *ratingRow) pointers(reader string) []any {
	fields, into := fieldsFor(reader), reflect.ValueOf(row).Elem()
	list := make([]any, len(fields))
	for i, f := range fields {
		list[i] = into.Field(f.index).Addr().Interface()
	}
	return list
}

func fieldsFor(reader string) []ratingField {
	return slices.DeleteFunc(slices.Clone(ratingFields()), func(f ratingField) bool { return !slices.Contains(f.reads, reader) })
}

func columnNames(fields []ratingField) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.column
	}
	return names
}
