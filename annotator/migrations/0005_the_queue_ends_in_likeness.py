"""Batches of the last phase, and why a category is never suggested."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotator", "0004_who_looks_at_an_image")]

    operations = [
        migrations.AddField(model_name="modelversion", name="threshold_reasons", field=models.JSONField(default=dict)),
        migrations.AlterField(
            model_name="queuebatch",
            name="phase",
            field=models.CharField(
                choices=[
                    ("cold", "By looks: no model can be asked yet"),
                    ("warm", "By what the model makes of the images"),
                    ("last", "By likeness: the last images, each beside those that it resembles"),
                ],
                max_length=10,
            ),
        ),
    ]
