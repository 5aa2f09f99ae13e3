"""Parquet files with a column of picture files, as Hugging Face lays them out."""
